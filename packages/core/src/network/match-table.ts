import type { MessageEnvelope } from "./message.js";

const none = -1;

/** A send or a receive that waits. */
export interface Unmatched extends MessageEnvelope {
  readonly isReceive: boolean;
  /** When it arrives (a send) or was posted (a receive), ns. */
  readonly time: number;
}

/**
 * Sends and receives that wait for their counterpart, found by their envelope, oldest first. A chained hash table over typed arrays: one look-up for each send and each receive
 * is the mailbox's whole cost. What has the same envelope is all of one kind, as either would have met the other.
 */
export class MatchTable {
  #capacity = 256;
  #bucket = new Int32Array(this.#capacity).fill(none);
  #next = new Int32Array(this.#capacity);
  #source = new Int32Array(this.#capacity);
  #destination = new Int32Array(this.#capacity);
  #tag = new Float64Array(this.#capacity);
  #bytes = new Float64Array(this.#capacity);
  #time = new Float64Array(this.#capacity);
  /** What a receive calls; undefined for a send. */
  readonly #received: ((() => void) | undefined)[] = [];
  #free = none;
  #used = 0;
  /** The entry that `#take` found. */
  #taken = none;

  /** What the receive calls that has waited longest for this message; undefined where none has: the message, which arrives at `time`, waits. */
  send(message: MessageEnvelope, time: number): (() => void) | undefined {
    if (!this.#take(message, true, time, undefined)) return undefined;
    const received = this.#received[this.#taken];
    this.#received[this.#taken] = undefined;
    return received;
  }

  /** When the message arrives that has waited longest for this receive; undefined where none has: the receive, posted at `time`, waits. */
  receive(message: MessageEnvelope, time: number, received: () => void): number | undefined {
    return this.#take(message, false, time, received) ? this.#time[this.#taken] : undefined;
  }

  /** Everything that waits, in no particular order. */
  *entries(): Generator<Unmatched> {
    for (const first of this.#bucket) {
      for (let id = first; id !== none; id = this.#next[id]) {
        yield {
          isReceive: this.#received[id] !== undefined,
          source: this.#source[id],
          destination: this.#destination[id],
          tag: this.#tag[id],
          bytes: this.#bytes[id],
          time: this.#time[id],
        };
      }
    }
  }

  /** Removes the oldest entry of this envelope that is a receive, or that is none; where there is none of the kind, enters what looked for it. */
  #take(
    { source, destination, tag, bytes }: MessageEnvelope,
    isReceive: boolean,
    time: number,
    received: (() => void) | undefined,
  ): boolean {
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
        if ((this.#received[id] !== undefined) !== isReceive) break;
        found = id;
        beforeFound = before;
      }
      before = id;
    }
    if (found === none) {
      this.#add(source, destination, tag, bytes, time, received);
      return false;
    }
    if (beforeFound === none) this.#bucket[bucket] = next[found];
    else next[beforeFound] = next[found];
    next[found] = this.#free;
    this.#free = found;
    this.#taken = found;
    return true;
  }

  #add(
    source: number,
    destination: number,
    tag: number,
    bytes: number,
    time: number,
    received: (() => void) | undefined,
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
    this.#received[id] = received;
    // The table may have grown.
    const bucket = this.#hash(source, destination, tag);
    this.#next[id] = this.#bucket[bucket];
    this.#bucket[bucket] = id;
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
