import type { PathChoice } from "./path-numbers.js";

/** An NPU or a switch. */
export interface GraphNode {
  /** Index in `TopologyGraph.nodes`; NPUs come first, so that an NPU's id is its rank. */
  readonly id: number;
  readonly kind: "npu" | "switch";
  /** `npu 3`, `switch 0`; in a graph given as data the name given there. */
  readonly name: string;
}

/** A link in one direction. */
export interface GraphLink {
  /** Index in `TopologyGraph.links`. */
  readonly id: number;
  readonly from: number;
  readonly to: number;
  /** Bytes per ns. Links that run side by side between the same two ends count as one of their summed bandwidth. */
  readonly bandwidth: number;
  /** ns. */
  readonly latency: number;
  /** Dimension that it belongs to; -1 in a graph given as data. */
  readonly dimension: number;
}

/** A topology written out as nodes and one-directional links, with the route of every message. */
export interface TopologyGraph {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  /** The same links as columns, index = link id: for models that visit millions. A failed link has bandwidth 0 and is on no route. */
  readonly table: LinkTable;
  /** Number of nodes and of links, without building the lists. */
  readonly nodeCount: number;
  readonly linkCount: number;
  /** True where some messages have several equally short paths to choose from. Where it is false, `path` does not matter. */
  readonly hasChoices: boolean;
  /** How messages choose among such paths. */
  readonly routing: PathChoice;
  /**
   * Number of the path that a message takes: `flow` counts the messages from `source` to `destination`, from 0. To be handed to `next` or `route` all the way.
   */
  pathOf(source: number, destination: number, flow: number): number;
  /**
   * Ids of the links that a message takes, in order: dimension by dimension, innermost first, shortest way within each (clockwise on a tie). Empty for
   * source = destination. Where paths are equally short, `path` tells them apart; absent: 0. Throws UNSUPPORTED where no way leads.
   */
  route(source: number, destination: number, path?: number): readonly number[];
  /** The link by which a message for NPU `destination` leaves `node`; -1 when it is there. Following it from the source gives `route`. */
  next(node: number, destination: number, path?: number): number;
  /** All links by which messages for NPU `destination` may leave `node`, whatever their path. */
  choices(node: number, destination: number): readonly number[];
}

/** Links as columns. */
export interface LinkTable {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Bytes per ns. */
  readonly bandwidth: Float64Array;
  /** ns. */
  readonly latency: Float64Array;
  readonly dimension: Int16Array;
  /** As how many links each counts where routes look for the fewest; absent: as one. */
  readonly hops?: Uint8Array;
}
