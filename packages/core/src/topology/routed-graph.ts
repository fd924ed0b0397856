import type { LinkTable } from "./graph.js";

/** A graph, or a part of one, whose first `destinations` nodes are those that messages go to and come from. */
export interface RoutedGraph {
  readonly nodeCount: number;
  readonly destinations: number;
  readonly table: LinkTable;
  /** The link that a message took before links failed; kept wherever it still lies on a shortest path. */
  readonly before?: (node: number, destination: number) => number;
}

/** All shortest paths of a graph, and which of them a message takes. */
export interface EqualPaths {
  /** False where `path` never matters. */
  readonly hasChoices: boolean;
  /** The link by which a message on a path leaves a node; -1: none leads there, or it is there. */
  next(node: number, destination: number, path: number): number;
  /** All links that messages on some path may take from a node to a destination; empty where none does. */
  choices(node: number, destination: number): readonly number[];
}
