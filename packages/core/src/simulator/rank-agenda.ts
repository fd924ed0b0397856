import type { Agenda } from "./agenda.js";
import type { Simulator } from "./simulator.js";

const none = -1;

/** The {@link Agenda} of a run: batches and entries live in pools, so that registering allocates nothing once the pools have grown. */
export class RankAgenda implements Agenda {
  readonly #simulator: Simulator;
  readonly #awake: ((rank: number) => void) | undefined;
  /** First open batch of each rank; a rank has few open at a time. */
  readonly #open: Int32Array;

  readonly #batchTick: number[] = [];
  readonly #batchNext: number[] = [];
  readonly #batchFirst: number[] = [];
  readonly #batchLast: number[] = [];
  readonly #batchRank: number[] = [];
  readonly #batchFire: (() => void)[] = [];
  #freeBatch = none;

  readonly #entryCallback: ((() => void) | undefined)[] = [];
  readonly #entryNext: number[] = [];
  #freeEntry = none;

  /** `awake` is told before a rank's batch runs. */
  constructor(simulator: Simulator, ranks: number, awake?: (rank: number) => void) {
    this.#simulator = simulator;
    this.#awake = awake;
    this.#open = new Int32Array(ranks).fill(none);
  }

  after(rank: number, delay: number, callback: () => void): void {
    const tick = Math.trunc(this.#simulator.now) + delay;
    let batch = this.#open[rank];
    while (batch !== none && this.#batchTick[batch] !== tick) batch = this.#batchNext[batch];
    if (batch === none) batch = this.#openBatch(rank, tick, delay);
    const entry = this.#newEntry(callback);
    if (this.#batchFirst[batch] === none) this.#batchFirst[batch] = entry;
    else this.#entryNext[this.#batchLast[batch]] = entry;
    this.#batchLast[batch] = entry;
  }

  #openBatch(rank: number, tick: number, delay: number): number {
    let batch = this.#freeBatch;
    if (batch === none) {
      const id = this.#batchTick.length;
      batch = id;
      this.#batchFire.push(() => this.#fire(id));
    } else {
      this.#freeBatch = this.#batchNext[batch];
    }
    this.#batchTick[batch] = tick;
    this.#batchRank[batch] = rank;
    this.#batchFirst[batch] = none;
    this.#batchLast[batch] = none;
    this.#batchNext[batch] = this.#open[rank];
    this.#open[rank] = batch;
    this.#simulator.schedule(delay, this.#batchFire[batch]);
    return batch;
  }

  #newEntry(callback: () => void): number {
    let entry = this.#freeEntry;
    if (entry === none) entry = this.#entryNext.length;
    else this.#freeEntry = this.#entryNext[entry];
    this.#entryCallback[entry] = callback;
    this.#entryNext[entry] = none;
    return entry;
  }

  #fire(batch: number): void {
    this.#awake?.(this.#batchRank[batch]);
    let entry = this.#batchFirst[batch];
    while (entry !== none) {
      const callback = this.#entryCallback[entry]!;
      callback();
      const next = this.#entryNext[entry];
      this.#entryCallback[entry] = undefined;
      this.#entryNext[entry] = this.#freeEntry;
      this.#freeEntry = entry;
      entry = next;
    }
    this.#close(batch);
  }

  #close(batch: number): void {
    const rank = this.#batchRank[batch];
    const next = this.#batchNext;
    if (this.#open[rank] === batch) {
      this.#open[rank] = next[batch];
    } else {
      let before = this.#open[rank];
      while (next[before] !== batch) before = next[before];
      next[before] = next[batch];
    }
    next[batch] = this.#freeBatch;
    this.#freeBatch = batch;
  }
}
