import type { PhaseOwner, PhaseRun } from "../execute/phase-run.js";
import type { Phase } from "../plan/phase.js";
import type { Chunk } from "./chunk.js";
import type { CollectiveProgress } from "./collective-progress.js";

/** One chunk on one rank, from its creation to the end of its last phase. */
export class Stream implements PhaseOwner {
  readonly rank: number;
  readonly chunk: Chunk;
  readonly collective: CollectiveProgress;
  readonly #ended: (stream: Stream) => void;
  /** Index of the phase that it is in; -1 before the first. */
  phaseIndex = -1;
  /** When it entered the phase, and when its queue started it there, ns. */
  entered = 0;
  started = 0;
  /** Started by its queue, and not yet in a later phase. */
  isStarted = false;
  /** Number under which its rank's phases are recorded; undefined where they are not. */
  recordedAs: number | undefined;
  /** The run of its phase; undefined where that is not started, or left out by boost mode. */
  run: PhaseRun | undefined;

  constructor(rank: number, chunk: Chunk, collective: CollectiveProgress, ended: (stream: Stream) => void) {
    this.rank = rank;
    this.chunk = chunk;
    this.collective = collective;
    this.#ended = ended;
  }

  phaseEnded(): void {
    this.#ended(this);
  }

  /** The phase that it is in. */
  get phase(): Phase {
    return this.chunk.phases[this.phaseIndex]!;
  }

  /** Phases after the one that it is in. */
  get phasesLeft(): number {
    return this.chunk.phases.length - 1 - this.phaseIndex;
  }
}
