import type { Stream } from "./stream.js";

/**
 * Where the ranks of a chunk meet after each phase (ASTRA-sim 1.0's rule): none enters the next one before all have ended the last. A rank passes with a permit. Each has one for
 * its first phase, and the last rank to end a phase brings a new one for every rank. Ranks that come without a permit to be had wait, and go on before the rank that comes last.
 */
export class PhaseBarrier {
  /** Ranks that meet here. */
  readonly #members: number;
  /** Ranks that may still pass. */
  #permits = 0;
  /** Ranks that have ended the phase. */
  #arrivals = 0;
  #waiting: Stream[] = [];

  constructor(members: number) {
    this.#members = members;
  }

  /** Ranks that have yet to end the phase. */
  get missing(): number {
    return this.#members - this.#arrivals;
  }

  /** A rank that takes part: it may enter its first phase. */
  admit(): void {
    this.#permits++;
  }

  /** A rank has ended the phase. True for the last one, which opens the barrier. */
  arrive(): boolean {
    if (++this.#arrivals < this.#members) return false;
    this.#permits = this.#members;
    this.#arrivals = 0;
    return true;
  }

  /** Calls `goOn` for a stream that may pass, after those that wait where it is the last; any other stream waits. */
  pass(stream: Stream, goOn: (stream: Stream) => void): void {
    if (this.#permits === 0) {
      this.hold(stream);
      return;
    }
    this.#permits--;
    if (this.#waiting.length === this.#members - 1) {
      const before = this.#waiting;
      this.#waiting = [];
      for (const other of before) this.pass(other, goOn);
    }
    goOn(stream);
  }

  /** Lets a stream wait, whatever permits there are. */
  hold(stream: Stream): void {
    this.#waiting.push(stream);
  }

  holds(stream: Stream): boolean {
    return this.#waiting.includes(stream);
  }
}
