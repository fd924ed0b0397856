import type { Simulator } from "./simulator.js";

/**
 * A timer that can be set anew and cancelled: for the next completion among messages that share a link, for a retransmission. Set as often as you like, it has one event in
 * the queue as long as it is only ever put off.
 */
export class Timer {
  readonly #simulator: Simulator;
  readonly #callback: () => void;
  /** When it is due, ns; Infinity where it is not set. */
  #due = Infinity;
  /** When the earliest of its events in the queue runs, ns. */
  #next = Infinity;

  constructor(simulator: Simulator, callback: () => void) {
    this.#simulator = simulator;
    this.#callback = callback;
  }

  /** When it is due, ns; Infinity where it is not set. */
  get due(): number {
    return this.#due;
  }

  /** Calls back `delay` ns from now, and not when it was set for before. Throws INVALID_VALUE for a negative or non-finite delay. */
  set(delay: number): void {
    const due = this.#simulator.now + delay;
    if (!(due >= this.#next)) this.#queue(delay, due);
    this.#due = due;
  }

  /** Calls back no more, until it is set again. */
  cancel(): void {
    this.#due = Infinity;
  }

  #queue(delay: number, time: number): void {
    this.#simulator.schedule(delay, () => this.#run(time));
    this.#next = time;
  }

  #run(time: number): void {
    // An event that an earlier one has overtaken.
    if (time !== this.#next) return;
    this.#next = Infinity;
    const { now } = this.#simulator;
    if (this.#due === Infinity) return;
    if (this.#due > now) {
      this.#queue(this.#due - now, this.#due);
      return;
    }
    this.#due = Infinity;
    this.#callback();
  }
}
