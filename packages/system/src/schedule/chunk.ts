import type { Phase } from "../plan/phase.js";
import type { PlannedChunk } from "../plan/planned-chunk.js";
import type { PhaseBarrier } from "./phase-barrier.js";

/** One chunk of a collective on its way through the phases, shared by all ranks. */
export class Chunk implements PlannedChunk {
  readonly tag: number;
  readonly phases: readonly Phase[];
  readonly priority: number;
  /** Where its ranks meet after each phase; undefined where each goes on by itself. */
  readonly barrier: PhaseBarrier | undefined;

  constructor({ tag, phases, priority }: PlannedChunk, barrier: PhaseBarrier | undefined) {
    this.tag = tag;
    this.phases = phases;
    this.priority = priority;
    this.barrier = barrier;
  }
}
