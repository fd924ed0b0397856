import type { PhaseSpan } from "@astra-ts/core";
import type { Phase } from "../plan/phase.js";
import type { CollectiveProgress } from "./collective-progress.js";
import type { Stream } from "./stream.js";

/** Figures kept of each phase: number of its chunk, index in it, when it was queued, started and ended. */
const figures = 5;

/** Keeps when the chunks of one rank went through their phases. All observed ranks record and one is asked for, so spans are made when asked for. */
export class PhaseRecorder {
  dropped = 0;
  readonly #phases: Phase[] = [];
  readonly #times: number[] = [];
  /** By number of the chunk: the collective that it is part of, and which part. */
  readonly #collectiveOf: number[] = [];
  readonly #chunkOf: number[] = [];
  #last: CollectiveProgress | undefined;
  readonly #limit: number;

  /** `limit`: phases kept; a run with more of them counts the rest. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A new chunk of the rank. The chunks of a collective come one after the other. */
  add(stream: Stream): void {
    if (this.#phases.length >= this.#limit) return;
    const number = this.#collectiveOf.length;
    const isFirst = stream.collective !== this.#last;
    this.#last = stream.collective;
    const before = number === 0 ? -1 : this.#collectiveOf[number - 1]!;
    this.#collectiveOf.push(isFirst ? before + 1 : before);
    this.#chunkOf.push(isFirst ? 0 : this.#chunkOf[number - 1]! + 1);
    stream.recordedAs = number;
  }

  /** A chunk of the rank ends the phase that it is in. */
  end({ recordedAs, phase, phaseIndex, entered, started }: Stream, end: number): void {
    if (recordedAs === undefined || this.#phases.length >= this.#limit) {
      this.dropped++;
      return;
    }
    this.#phases.push(phase);
    this.#times.push(recordedAs, phaseIndex, entered, started, end);
  }

  get phases(): PhaseSpan[] {
    return this.#phases.map(({ kind, dimension, bytes }, index) => {
      const [number, phase, queued, start, end] = this.#times.slice(index * figures, (index + 1) * figures);
      const collective = this.#collectiveOf[number];
      return { collective, chunk: this.#chunkOf[number], kind, phase, dimension, bytes, queued, start, end };
    });
  }
}
