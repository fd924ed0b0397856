import type { NodeId } from "@astra-ts/core";

/** Bucket counts of GNU's C++ library as a set grows: each the first of its list of primes that is at least twice the one before. */
const bucketCounts = [
  1, 13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933, 351061, 712697, 1447153,
  2938679, 5967347,
];

/**
 * A set of ids that is gone through in the order of GNU C++'s `unordered_set` of whole numbers, whose hash is the number itself. Ids of one bucket stand together, the latest first; buckets
 * stand with the latest filled one first; growing puts all ids into a new set in the order of the old one.
 */
export class HashSet<Value> {
  #buckets = new Map<number, [NodeId, Value][]>();
  #growth = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds an id that is not in it yet. */
  add(id: NodeId, value: Value): void {
    if (this.#size + 1 > this.#count) this.#grow();
    this.#insert(id, value);
    this.#size++;
  }

  /** All values in order. */
  *values(): Generator<Value> {
    for (const [, value] of this.#entries()) yield value;
  }

  /** Takes all values out, in order. The buckets stay as many as they are. */
  takeAll(): Value[] {
    const values = [...this.values()];
    this.#buckets.clear();
    this.#size = 0;
    return values;
  }

  get #count(): number {
    return bucketCounts[this.#growth] ?? Number.POSITIVE_INFINITY;
  }

  #entries(): [NodeId, Value][] {
    return [...this.#buckets.values()].reverse().flatMap((bucket) => bucket.toReversed());
  }

  #grow(): void {
    const entries = this.#entries();
    this.#growth++;
    this.#buckets = new Map();
    for (const [id, value] of entries) this.#insert(id, value);
  }

  #insert(id: NodeId, value: Value): void {
    const number = typeof id === "bigint" ? Number(id % BigInt(this.#count)) : id % this.#count;
    const bucket = this.#buckets.get(number);
    if (bucket === undefined) this.#buckets.set(number, [[id, value]]);
    else bucket.push([id, value]);
  }
}
