import { longerDoubles, longerInts } from "../columns.js";
import type { IntList } from "./int-list.js";

const absent = -1;

/**
 * A binary heap of small whole numbers, each with a key that can be changed; the least key first. Many changes at once rebuild the heap, which leaves equal
 * keys in the order in which they came.
 */
export class IndexedHeap {
  size = 0;
  #ids = new Int32Array(64);
  #keys = new Float64Array(64);
  #place = new Int32Array(64).fill(absent);

  /** The number with the least key. The heap must not be empty. */
  get top(): number {
    return this.#ids[0];
  }

  /** The least key; `Infinity` where the heap is empty. */
  get leastKey(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#keys[this.#ids[0]];
  }

  has(id: number): boolean {
    return id < this.#place.length && this.#place[id] !== absent;
  }

  /** Put a number in, or change its key. */
  set(id: number, key: number): void {
    this.#makeRoom(id);
    let at = this.#place[id];
    if (at === absent) {
      at = this.size++;
      this.#ids[at] = id;
      this.#place[id] = at;
      this.#keys[id] = key;
      this.#rise(at);
      return;
    }
    const before = this.#keys[id];
    this.#keys[id] = key;
    if (key < before) this.#rise(at);
    else this.#sink(at);
  }

  /** `set` for many numbers; `keys` by number. */
  setMany({ items, length }: IntList, keys: Float64Array): void {
    if (length * 4 < this.size) {
      for (let index = 0; index < length; index++) this.set(items[index], keys[items[index]]);
      return;
    }
    for (let index = 0; index < length; index++) {
      const id = items[index];
      this.#makeRoom(id);
      this.#keys[id] = keys[id];
      if (this.#place[id] !== absent) continue;
      this.#place[id] = this.size;
      this.#ids[this.size++] = id;
    }
    this.#order();
  }

  delete(id: number): void {
    if (!this.has(id)) return;
    const at = this.#place[id];
    this.#place[id] = absent;
    const last = this.#ids[--this.size];
    if (last === id) return;
    this.#ids[at] = last;
    this.#place[last] = at;
    this.#rise(at);
    this.#sink(this.#place[last]);
  }

  /** Take out every number whose key is at most `limit`, into `taken` (which is emptied first). */
  takeUpTo(limit: number, taken: IntList): void {
    taken.clear();
    if (!(this.leastKey <= limit)) return;
    // Positions in the tree, parents before children.
    taken.push(0);
    for (let seen = 0; seen < taken.length; seen++) {
      const child = 2 * taken.items[seen] + 1;
      for (let at = child; at <= child + 1 && at < this.size; at++)
        if (this.#keys[this.#ids[at]] <= limit) taken.push(at);
    }
    const { items, length } = taken;
    for (let index = 0; index < length; index++) items[index] = this.#ids[items[index]];
    if (length * 8 < this.size) {
      for (let index = 0; index < length; index++) this.delete(items[index]);
      return;
    }
    for (let index = 0; index < length; index++) this.#place[items[index]] = absent;
    let left = 0;
    for (let at = 0; at < this.size; at++) {
      const id = this.#ids[at];
      if (this.#place[id] === absent) continue;
      this.#place[id] = left;
      this.#ids[left++] = id;
    }
    this.size = left;
    this.#order();
  }

  #order(): void {
    for (let at = (this.size >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  #rise(from: number): void {
    const ids = this.#ids;
    const keys = this.#keys;
    const id = ids[from];
    const key = keys[id];
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (keys[ids[above]] <= key) break;
      ids[at] = ids[above];
      this.#place[ids[at]] = at;
      at = above;
    }
    ids[at] = id;
    this.#place[id] = at;
  }

  #sink(from: number): void {
    const ids = this.#ids;
    const keys = this.#keys;
    const { size } = this;
    const id = ids[from];
    const key = keys[id];
    let at = from;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && keys[ids[below + 1]] < keys[ids[below]]) below++;
      if (keys[ids[below]] >= key) break;
      ids[at] = ids[below];
      this.#place[ids[at]] = at;
      at = below;
    }
    ids[at] = id;
    this.#place[id] = at;
  }

  #makeRoom(id: number): void {
    const { length } = this.#place;
    if (id < length && this.size < length) return;
    const longer = Math.max(2 * length, id + 1);
    this.#ids = longerInts(this.#ids, longer);
    this.#keys = longerDoubles(this.#keys, longer);
    this.#place = longerInts(this.#place, longer).fill(absent, length);
  }
}
