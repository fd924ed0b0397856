/** A drawing of the machine or a part of it, as it is embedded in a page. Coordinates: the distance of neighbours is about 1. */
export interface TopologyView {
  readonly title: string;
  readonly note: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly nodes: readonly string[];
  /** 1 for a switch, 0 for an NPU, 2 for a block of several NPUs. */
  readonly nodeKinds: readonly number[];
  readonly edges: readonly TopologyEdge[];
}

/** Two directions of links between two nodes, drawn as one line. */
export interface TopologyEdge {
  readonly a: number;
  readonly b: number;
  readonly dimension: number | null;
  /** Utilisation 0..1 from a to b and from b to a; null where it is not known or there is no such link. */
  readonly forward: number | null;
  readonly backward: number | null;
  /** The busiest link that this line stands for, where it stands for several. */
  readonly maximum?: number;
  /** The line would cross other nodes: draw it as an arc. */
  readonly bent: boolean;
}

export interface TopologyData {
  /** Where utilisations come from: each link's busy time, bytes over capacity of the whole dimension, or nowhere. */
  readonly source: "measured" | "derived" | "none";
  readonly views: readonly TopologyView[];
  /** Shape of each dimension, in words: `ring of 8 NPUs`. */
  readonly dimensions: readonly string[];
}
