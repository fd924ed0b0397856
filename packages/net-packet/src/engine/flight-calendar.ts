import { grownInts } from "./grown.js";

const none = -1;

/**
 * What is on its way over the links, filed under the cycle in which it arrives: a ring of lists, one for flits and one for credits per cycle.
 * An entry is two numbers; entries are recycled, so nothing is allocated once the pool is large enough.
 */
export class FlightCalendar {
  /** Cycles that the ring spans less one; a power of two less one. */
  readonly mask: number;
  readonly flits: Int32Array;
  readonly credits: Int32Array;
  /** Three words an entry: next entry of its list, channel, packet (flits) or free signal (credits; slots where virtual channels hold many packets). */
  entries: Int32Array;
  free: number;
  /** Entries in use. */
  pending = 0;
  /** The most entries that one cycle can add. */
  readonly #perCycle: number;

  constructor(flitDelay: Int32Array, creditDelay: Int32Array, longestExtra: number) {
    let longest = 0;
    for (const delay of flitDelay) longest = Math.max(longest, delay);
    for (const delay of creditDelay) longest = Math.max(longest, delay);
    let size = 4;
    while (size < longest + longestExtra + 2) size *= 2;
    this.mask = size - 1;
    this.flits = new Int32Array(size).fill(none);
    this.credits = new Int32Array(size).fill(none);
    this.#perCycle = 5 * flitDelay.length + 4;
    this.entries = new Int32Array(0);
    this.free = none;
    this.reserve();
  }

  /** Make room for one cycle's entries. `entries` may be another array afterwards. */
  reserve(): void {
    const capacity = this.entries.length / 3;
    if (capacity - this.pending >= this.#perCycle) return;
    const grown = grownInts(this.entries, 3 * Math.max(4 * this.#perCycle, 2 * capacity));
    for (let entry = grown.length / 3 - 1; entry >= capacity; entry--) {
      grown[entry * 3] = this.free;
      this.free = entry;
    }
    this.entries = grown;
  }

  addFlit(cycle: number, channel: number, packet: number): void {
    this.#add(this.flits, cycle, channel, packet);
  }

  addCredit(cycle: number, channel: number, free: number): void {
    this.#add(this.credits, cycle, channel, free);
  }

  /** The first entry of the flits that arrive in `cycle`, or -1: who takes it sees to the whole list, and gives its entries back. */
  takeFlits(cycle: number): number {
    return this.#take(this.flits, cycle);
  }

  /** As `takeFlits`, of the credits. */
  takeCredits(cycle: number): number {
    return this.#take(this.credits, cycle);
  }

  #take(lists: Int32Array, cycle: number): number {
    const slot = cycle & this.mask;
    const first = lists[slot]!;
    if (first >= 0) lists[slot] = none;
    return first;
  }

  #add(lists: Int32Array, cycle: number, channel: number, value: number): void {
    const entry = this.free;
    const at = entry * 3;
    this.free = this.entries[at]!;
    const slot = cycle & this.mask;
    this.entries[at] = lists[slot]!;
    this.entries[at + 1] = channel;
    this.entries[at + 2] = value;
    lists[slot] = entry;
    this.pending++;
  }

  /** The first cycle from `cycle` on in which something arrives, or Infinity. */
  next(cycle: number): number {
    if (this.pending === 0) return Number.POSITIVE_INFINITY;
    for (let ahead = 0; ahead <= this.mask; ahead++) {
      const slot = (cycle + ahead) & this.mask;
      if (this.flits[slot] !== none || this.credits[slot] !== none) return cycle + ahead;
    }
    return Number.POSITIVE_INFINITY;
  }
}
