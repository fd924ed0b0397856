import type { Program } from "./program.js";

/** Nodes of all ranks whose times are kept, at most: 20 bytes each. */
const mostNodes = 8_000_000;

/** When the nodes of one rank started and ended, and which node's end let each start. */
export interface RankHistory {
  /** ns; NaN: never. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Node at whose end it started; -1: none, it started with its rank. */
  readonly cause: Int32Array;
}

/** The history of each rank; undefined where the graphs are too large to keep one. */
export function createHistory(programs: readonly Program[]): RankHistory[] | undefined {
  const nodes = programs.reduce((sum, { graph }) => sum + graph.length, 0);
  if (nodes > mostNodes) return undefined;
  return programs.map(({ graph: { length } }) => ({
    start: new Float64Array(length).fill(Number.NaN),
    end: new Float64Array(length).fill(Number.NaN),
    cause: new Int32Array(length).fill(-1),
  }));
}
