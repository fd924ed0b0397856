import type { Phase } from "./phase.js";
import type { Stream } from "./stream.js";

/** One chunk of a collective, shared by all ranks, with the barrier that they meet at after each phase. */
export class Chunk {
  /** Tag of all its messages. */
  readonly tag: number;
  readonly phases: readonly Phase[];
  /** Larger goes first. */
  readonly priority: number;
  /** Ranks that meet at the barrier. */
  readonly members: number;
  /** Ranks that may still pass the barrier, those that have come to it, and those that wait there. */
  permits = 0;
  arrivals = 0;
  waiting: Stream[] = [];

  constructor(tag: number, phases: readonly Phase[], priority: number, members: number) {
    this.tag = tag;
    this.phases = phases;
    this.priority = priority;
    this.members = members;
  }
}
