import type { PhaseSpan } from "@astra-ts/core";
import type { CollectiveProgress } from "./collective-progress.js";
import type { Stream } from "./stream.js";

/** Keeps when the chunks of one rank went through their phases. */
export class PhaseRecorder {
  readonly phases: PhaseSpan[] = [];
  dropped = 0;
  readonly #numbers = new WeakMap<Stream, { readonly collective: number; readonly chunk: number }>();
  #collectives = 0;
  #chunks = 0;
  #last: CollectiveProgress | undefined;
  readonly #limit: number;

  /** `limit`: phases kept; a run with more of them counts the rest. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A new chunk of the rank. The chunks of a collective come one after the other. */
  add(stream: Stream): void {
    if (this.phases.length >= this.#limit) return;
    if (stream.collective !== this.#last) {
      this.#last = stream.collective;
      this.#collectives++;
      this.#chunks = 0;
    }
    this.#numbers.set(stream, { collective: this.#collectives - 1, chunk: this.#chunks++ });
  }

  /** A chunk of the rank ends the phase that it is in. */
  end(stream: Stream, end: number): void {
    const numbers = this.#numbers.get(stream);
    if (numbers === undefined || this.phases.length >= this.#limit) {
      this.dropped++;
      return;
    }
    const { phase, phaseIndex, entered, started } = stream;
    const { kind, dimension, bytes } = phase;
    this.phases.push({
      ...numbers,
      kind,
      phase: phaseIndex,
      dimension,
      bytes,
      queued: entered,
      start: started,
      end,
    });
  }
}
