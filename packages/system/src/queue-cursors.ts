import type { SystemOptions } from "./options.js";

/** Which queue of its dimension a phase takes: they are handed out in turn. */
export class QueueCursors {
  readonly #queues: number;
  readonly #halves: boolean;
  readonly #all: Int32Array;
  readonly #first: Int32Array;
  readonly #second: Int32Array;

  constructor(dimensions: number, { queuesPerDimension, queueAssignment }: SystemOptions) {
    this.#queues = queuesPerDimension;
    this.#halves = queueAssignment === "halves" && queuesPerDimension > 1;
    this.#all = new Int32Array(dimensions);
    this.#first = new Int32Array(dimensions);
    this.#second = new Int32Array(dimensions);
  }

  /** Queue of the next phase in a dimension. `half` says which half it belongs to where halves are kept apart. */
  next(dimension: number, half: "first" | "second" | undefined): number {
    if (!this.#halves || half === undefined) return this.#take(this.#all, dimension, this.#queues);
    const middle = Math.floor(this.#queues / 2);
    return half === "first"
      ? this.#take(this.#first, dimension, middle)
      : middle + this.#take(this.#second, dimension, this.#queues - middle);
  }

  /** Way round the ring: the second half of several queues runs downwards. */
  direction(queue: number): 1 | -1 {
    return this.#queues > 1 && queue >= Math.floor(this.#queues / 2) ? -1 : 1;
  }

  #take(cursors: Int32Array, dimension: number, count: number): number {
    const queue = cursors[dimension];
    cursors[dimension] = (queue + 1) % count;
    return queue;
  }
}
