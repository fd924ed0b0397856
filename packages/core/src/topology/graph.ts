export interface GraphNode {
  /** Index in `TopologyGraph.nodes`; NPUs come first, so that an NPU's id is its rank. */
  readonly id: number;
  readonly kind: "npu" | "switch";
  /** `npu 3`, `switch 0`. */
  readonly name: string;
}

/** A link in one direction. */
export interface GraphLink {
  /** Index in `TopologyGraph.links`. */
  readonly id: number;
  readonly from: number;
  readonly to: number;
  /** Bytes per ns. */
  readonly bandwidth: number;
  /** ns. */
  readonly latency: number;
  /** Dimension that it belongs to; -1 in a graph read from a file. */
  readonly dimension: number;
}

/** A topology written out as nodes and one-directional links, with the route of every message. */
export interface TopologyGraph {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  /** Ids of the links that a message takes, in order: dimension by dimension, innermost first, shortest way within each (clockwise on a tie). Empty for source = destination. */
  route(source: number, destination: number): readonly number[];
}
