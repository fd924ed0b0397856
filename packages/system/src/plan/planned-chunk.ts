import type { Phase } from "./phase.js";

/** A chunk of a collective as the planner cuts it: the same for all ranks. */
export interface PlannedChunk {
  /** Tag of all its messages. */
  readonly tag: number;
  readonly phases: readonly Phase[];
  /** Larger goes first. */
  readonly priority: number;
}
