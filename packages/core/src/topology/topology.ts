import type { Cuts } from "./cuts.js";
import type { DamagedLink } from "./damaged-link.js";
import type { TopologyGraph } from "./graph.js";
import type { Dimension } from "./shapes/dimension.js";
import type { Shape } from "./shapes/shape.js";

/** The machine: dimensions, innermost first, and where each rank stands in them. Rank = c0 + c1*n0 + c2*n0*n1 + … */
export interface Topology {
  readonly dimensions: readonly Dimension[];
  /** The shape of each dimension. */
  readonly shapes: readonly Shape[];
  /** Number of NPUs: the product over the dimensions. */
  readonly npus: number;
  /** True where the dimensions say all: links of a dimension are alike and none has failed. Otherwise only the graph tells the whole story. */
  readonly regular: boolean;
  /** Position of a rank along one dimension. */
  coordinate(rank: number, dimension: number): number;
  /** Position of a rank in every dimension, innermost first. */
  coordinates(rank: number): number[];
  /** The rank at a position. */
  rank(coordinates: readonly number[]): number;
  /** Explicit nodes and links, built when first asked for. */
  graph(): TopologyGraph;
  /** How it comes apart, and how far apart its NPUs are: what lower bounds are computed from. Works on the machine that it is called on, so a machine made from another one by `…` tells its own. */
  cuts(): Cuts;
  /** The same machine without its overrides: with its links as they were before some of them were changed or failed. Absent where there are none. */
  undamaged?(): Topology;
  /** Says which working links no route takes, whoever sends to whom; undefined where all are used. Absent where the dimensions say all: every link is on the way between its ends there, or as good as another. */
  unusedLinks?(): string | undefined;
  /** The links that overrides have made slower, or have failed, in the direction of the link. Absent where the dimensions say all. */
  damagedLinks?(): readonly DamagedLink[];
}
