import type { Dimension } from "./dimension.js";

/** What is wrong with a dimension of some shape; becomes an INVALID_VALUE error at `topology.N.<field>`. */
export interface ShapeProblem {
  readonly field: keyof Dimension;
  readonly problem: string;
  readonly expected: string;
}

/** A cut through one group: the links from one side to the other. */
export interface ShapeCut {
  /** NPUs on the smaller side. */
  readonly npus: number;
  /** Summed bandwidth of the links that lead from one side to the other, in one direction, bytes/ns. */
  readonly bandwidth: number;
}

/**
 * How the NPUs of one group are wired: everything that astra-ts knows about a shape of dimension. Nodes of a group are numbered by position: NPUs from 0 to n-1, then
 * switches. Links are one-directional and numbered from 0 as `forEachLink` visits them; links side by side between the same two nodes are one (see `parallel`).
 * All functions are pure and are only asked about dimensions that passed `check`, with 2 NPUs or more.
 */
export interface Shape {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Links of one NPU where the input does not say: one to each neighbour. */
  defaultLinks(npus: number): number;
  /** What is wrong with a dimension of this shape; undefined where nothing is. */
  check?(dimension: Dimension): ShapeProblem | undefined;
  /** Links side by side between two neighbours; 0 where `links` is too few to connect all. */
  parallel(dimension: Dimension): number;
  /** Links whose bandwidth ASTRA-sim 1.0's formula gives to one message; absent: `parallel`. */
  pooledLinks?(dimension: Dimension): number;
  /** Two-way cables of one group, for the cost model of ASTRA-sim 1.0. */
  cables(dimension: Dimension): number;
  /** Switches of one group. */
  switches(dimension: Dimension): number;
  /** What the switch at a place among the group's switches is called, one word: `leaf`, `spine`; absent: `switch`. */
  switchKind?(dimension: Dimension, index: number): string;
  /** Links of one group. */
  linkCount(dimension: Dimension): number;
  /** Visit the links in order of their numbers. */
  forEachLink(
    dimension: Dimension,
    visit: (from: number, to: number, bandwidth: number, latency: number) => void,
  ): void;
  /** Links on the way from one NPU to another. */
  hops(dimension: Dimension, from: number, to: number): number;
  /** Number of the link by which a message for the NPU at `to` leaves node `at` (`at` is not `to`). */
  next(dimension: Dimension, at: number, to: number): number;
  /** The narrowest cut that parts the group in two halves or nearly so. */
  cut(dimension: Dimension): ShapeCut;
}
