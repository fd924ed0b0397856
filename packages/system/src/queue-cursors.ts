import type { SystemOptions } from "./options.js";
import { queueCounts } from "./queue-counts.js";

/** Which queue of its dimension a phase takes: they are handed out in turn. */
export class QueueCursors {
  readonly #queues: readonly number[];
  readonly #halves: boolean;
  readonly #oneWay: readonly number[];
  readonly #all: Int32Array;
  readonly #first: Int32Array;
  readonly #second: Int32Array;

  constructor(dimensions: number, options: SystemOptions) {
    this.#queues = queueCounts(dimensions, options);
    this.#halves = options.queueAssignment === "halves";
    this.#oneWay = options.oneWayDimensions;
    this.#all = new Int32Array(dimensions);
    this.#first = new Int32Array(dimensions);
    this.#second = new Int32Array(dimensions);
  }

  /** Queue of the next phase in a dimension. `half` says which half it belongs to where halves are kept apart. */
  next(dimension: number, half: "first" | "second" | undefined): number {
    const queues = this.#queues[dimension];
    if (!this.#halves || queues === 1 || half === undefined) return this.#take(this.#all, dimension, queues);
    const middle = Math.floor(queues / 2);
    return half === "first"
      ? this.#take(this.#first, dimension, middle)
      : middle + this.#take(this.#second, dimension, queues - middle);
  }

  /** Way round the ring: the second half of several queues runs downwards. */
  direction(dimension: number, queue: number): 1 | -1 {
    const queues = this.#queues[dimension];
    const downwards = queues > 1 && queue >= Math.floor(queues / 2) && !this.#oneWay.includes(dimension);
    return downwards ? -1 : 1;
  }

  #take(cursors: Int32Array, dimension: number, count: number): number {
    const queue = cursors[dimension];
    cursors[dimension] = (queue + 1) % count;
    return queue;
  }
}
