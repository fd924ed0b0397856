import type { Program } from "./program.js";

/** Visits of nodes of all ranks whose times are kept, at most: 20 bytes each. */
const mostNodes = 8_000_000;

/** When the nodes of one rank started and ended in each pass, and whose end let each start: lists are by visit, `pass * nodes + node`. */
export interface RankHistory {
  /** ns; NaN: never. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Visit at whose end it started; -1: none, it started with its rank. */
  readonly cause: Int32Array;
}

/** The history of each rank; undefined where the graphs are too large to keep one. */
export function createHistory(programs: readonly Program[], passes: number): RankHistory[] | undefined {
  const nodes = programs.reduce((sum, { graph }) => sum + graph.length, 0) * passes;
  if (nodes > mostNodes) return undefined;
  return programs.map(({ graph }) => {
    const visits = graph.length * passes;
    return {
      start: new Float64Array(visits).fill(Number.NaN),
      end: new Float64Array(visits).fill(Number.NaN),
      cause: new Int32Array(visits).fill(-1),
    };
  });
}
