import type { SystemOptions } from "../options/system-options.js";
import type { Phase } from "./phase.js";
import { queueCounts } from "./queue-counts.js";

/** Which half of a dimension's queues a phase is confined to, where halves are kept apart; undefined: none. */
export type QueueHalf = "first" | "second" | undefined;

/** Cursors of one rank in one dimension: over all queues, over the first half, over the second. */
const cursorsPerDimension = 3;

/** Queues that a cursor goes round. */
interface Round {
  readonly first: number;
  readonly count: number;
  readonly cursor: number;
}

/** Which queue of its dimension a phase takes. Each rank hands them out in turn; the rank that plans a collective decides for all, and the others' cursors follow. */
export class QueueCursors {
  readonly #queues: readonly number[];
  readonly #halves: boolean;
  readonly #oneWay: readonly number[];
  readonly #cursors: Int32Array;

  constructor(ranks: number, dimensions: number, options: SystemOptions) {
    this.#queues = queueCounts(dimensions, options);
    this.#halves = options.queueAssignment === "halves";
    this.#oneWay = options.oneWayDimensions;
    const isNeeded = this.#queues.some((count) => count > 1);
    this.#cursors = new Int32Array(isNeeded ? ranks * dimensions * cursorsPerDimension : 0);
  }

  /** Queue of the next phase of `rank` in a dimension. */
  next(rank: number, dimension: number, half: QueueHalf): number {
    if (this.#queues[dimension] === 1) return 0;
    const { first, count, cursor } = this.#round(rank, dimension, half);
    const position = this.#cursors[cursor];
    this.#cursors[cursor] = (position + 1) % count;
    return first + position;
  }

  /** Moves the cursor of `rank` past the queue that a phase of one of its collectives was given. */
  follow(rank: number, { dimension, queue, half }: Phase): void {
    if (this.#queues[dimension] === 1) return;
    const { first, count, cursor } = this.#round(rank, dimension, half);
    this.#cursors[cursor] = (queue - first + 1) % count;
  }

  /** Way round the ring: the second half of several queues runs downwards. Where halves are kept apart, one queue alone is both. */
  direction(dimension: number, queue: number, half: QueueHalf): 1 | -1 {
    const queues = this.#queues[dimension];
    const isSecond =
      this.#halves && half !== undefined ? half === "second" : queues > 1 && queue >= Math.floor(queues / 2);
    const downwards = isSecond && !this.#oneWay.includes(dimension);
    return downwards ? -1 : 1;
  }

  #round(rank: number, dimension: number, half: QueueHalf): Round {
    const cursor = (rank * this.#queues.length + dimension) * cursorsPerDimension;
    const queues = this.#queues[dimension];
    if (!this.#halves || half === undefined) return { first: 0, count: queues, cursor };
    const middle = Math.floor(queues / 2);
    return half === "first"
      ? { first: 0, count: middle, cursor: cursor + 1 }
      : { first: middle, count: queues - middle, cursor: cursor + 2 };
  }
}
