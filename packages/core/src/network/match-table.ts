const none = -1;

/**
 * Entries that wait for their counterpart, found by (source, destination, tag, bytes), oldest first. A chained hash table over typed arrays: one lookup and one
 * insertion per message are the mailbox's whole cost.
 */
export class MatchTable {
  #capacity = 256;
  #bucket = new Int32Array(this.#capacity).fill(none);
  #next = new Int32Array(this.#capacity);
  #source = new Int32Array(this.#capacity);
  #destination = new Int32Array(this.#capacity);
  #tag = new Float64Array(this.#capacity);
  #bytes = new Float64Array(this.#capacity);
  /** When it was added (a receive) or arrives (a message), ns. */
  #time = new Float64Array(this.#capacity);
  readonly #callback: ((() => void) | undefined)[] = [];
  #free = none;
  #used = 0;

  /** Time and callback of the entry that `take` found last. */
  takenTime = 0;
  takenCallback: (() => void) | undefined;

  add(
    source: number,
    destination: number,
    tag: number,
    bytes: number,
    time: number,
    callback?: () => void,
  ): void {
    let id = this.#free;
    if (id === none) {
      id = this.#used++;
      if (id === this.#capacity) this.#grow();
    } else {
      this.#free = this.#next[id];
    }
    this.#source[id] = source;
    this.#destination[id] = destination;
    this.#tag[id] = tag;
    this.#bytes[id] = bytes;
    this.#time[id] = time;
    this.#callback[id] = callback;
    const bucket = this.#hash(source, destination, tag);
    this.#next[id] = this.#bucket[bucket];
    this.#bucket[bucket] = id;
  }

  /** Remove the oldest entry of this key; false when there is none. Its time and callback are then in `takenTime` and `takenCallback`. */
  take(source: number, destination: number, tag: number, bytes: number): boolean {
    const bucket = this.#hash(source, destination, tag);
    const next = this.#next;
    let found = none;
    let beforeFound = none;
    let before = none;
    // Newer entries stand in front of older ones, so the last match is the oldest.
    for (let id = this.#bucket[bucket]; id !== none; id = next[id]) {
      if (
        this.#source[id] === source &&
        this.#destination[id] === destination &&
        this.#tag[id] === tag &&
        this.#bytes[id] === bytes
      ) {
        found = id;
        beforeFound = before;
      }
      before = id;
    }
    if (found === none) return false;
    if (beforeFound === none) this.#bucket[bucket] = next[found];
    else next[beforeFound] = next[found];
    this.takenTime = this.#time[found];
    this.takenCallback = this.#callback[found];
    this.#callback[found] = undefined;
    next[found] = this.#free;
    this.#free = found;
    return true;
  }

  /** All entries, in no particular order. */
  *entries(): Generator<{ source: number; destination: number; tag: number; bytes: number; time: number }> {
    for (const first of this.#bucket) {
      for (let id = first; id !== none; id = this.#next[id]) {
        yield {
          source: this.#source[id],
          destination: this.#destination[id],
          tag: this.#tag[id],
          bytes: this.#bytes[id],
          time: this.#time[id],
        };
      }
    }
  }

  #hash(source: number, destination: number, tag: number): number {
    let hash =
      Math.imul(source, 0x9e3779b1) ^ Math.imul(destination, 0x85ebca6b) ^ Math.imul(tag, 0xc2b2ae35);
    hash ^= hash >>> 15;
    return (Math.imul(hash, 0x27d4eb2f) >>> 8) & (this.#capacity - 1);
  }

  #grow(): void {
    const oldBuckets = this.#bucket;
    const oldNext = this.#next;
    this.#capacity *= 2;
    this.#next = new Int32Array(this.#capacity);
    this.#source = enlarged(this.#source, new Int32Array(this.#capacity));
    this.#destination = enlarged(this.#destination, new Int32Array(this.#capacity));
    this.#tag = enlarged(this.#tag, new Float64Array(this.#capacity));
    this.#bytes = enlarged(this.#bytes, new Float64Array(this.#capacity));
    this.#time = enlarged(this.#time, new Float64Array(this.#capacity));
    this.#bucket = new Int32Array(this.#capacity).fill(none);
    for (const first of oldBuckets) {
      const chain: number[] = [];
      for (let id = first; id !== none; id = oldNext[id]) chain.push(id);
      for (const id of chain.reverse()) {
        const bucket = this.#hash(this.#source[id], this.#destination[id], this.#tag[id]);
        this.#next[id] = this.#bucket[bucket];
        this.#bucket[bucket] = id;
      }
    }
  }
}

function enlarged<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
