import { AstraError } from "../errors/astra-error.js";
import type { Simulator } from "./simulator.js";
import { SlotSet } from "./slot-set.js";
import { TimeHeap } from "./time-heap.js";

const slots = 1024;
const span0 = slots;
const span1 = slots * span0;
const span2 = slots * span1;
const none = -1;

/**
 * A hierarchical timing wheel: three levels of 1024 slots, 1 ns, 1024 ns and about 1 ms wide, and a heap for what lies further ahead. Scheduling and
 * running an event cost the same whatever is pending, and allocate nothing but room in typed arrays.
 *
 * A slot is a linked list in order of scheduling. Level 0 keeps each list sorted by time, stable, so fractional times work; for whole ns the new event
 * always goes last. A level covers one aligned page at a time; when it runs empty, the next slot of the level above is spread over it. All events of a
 * page were scheduled before that moment into the upper slot, in order, and all later ones go directly below, so order among equal times holds.
 */
export class EventWheel implements Simulator {
  now = 0;
  events = 0;

  #capacity = 1024;
  #time = new Float64Array(this.#capacity);
  #next = new Int32Array(this.#capacity);
  readonly #callbacks: ((() => void) | undefined)[] = [];
  #free = none;
  #used = 0;
  #pending = 0;

  /** First tick of the page that each level covers. */
  #base0 = 0;
  #base1 = 0;
  #base2 = 0;
  readonly #head = [0, 1, 2].map(() => new Int32Array(slots).fill(none));
  readonly #tail = [0, 1, 2].map(() => new Int32Array(slots).fill(none));
  readonly #occupied = [new SlotSet(slots), new SlotSet(slots), new SlotSet(slots)];
  // Level 0 by itself: every event passes it.
  readonly #head0 = this.#head[0];
  readonly #tail0 = this.#tail[0];
  readonly #occupied0 = this.#occupied[0];
  /** The slot of level 0 that has the earliest event, as long as it has one: nothing is scheduled before the event that ran last. */
  #slot = none;
  readonly #far = new TimeHeap();
  /** Time of the earliest event while it is known: asked for once per step of an external clock. */
  #earliest: number | undefined;

  /** Events that wait. */
  get pending(): number {
    return this.#pending;
  }

  schedule(delay: number, callback: () => void): void {
    if (!(delay >= 0 && delay < Number.MAX_SAFE_INTEGER)) {
      throw new AstraError("INVALID_VALUE", {
        problem: "an event was scheduled with an impossible delay",
        found: delay,
        expected: "a number of ns, 0 or more",
      });
    }
    let id = this.#free;
    if (id === none) {
      id = this.#used++;
      if (id === this.#capacity) this.#grow();
    } else {
      this.#free = this.#next[id];
    }
    const time = this.now + delay;
    this.#time[id] = time;
    if (this.#earliest !== undefined && time < this.#earliest) this.#earliest = time;
    this.#callbacks[id] = callback;
    this.#pending++;
    this.#place(id);
  }

  /** Run the earliest event; false when there is none. */
  step(): boolean {
    if (this.#pending === 0) return false;
    if (this.#slot === none) this.#slot = this.#firstSlot();
    const slot = this.#slot;
    const id = this.#head0[slot];
    const next = this.#next[id];
    this.#head0[slot] = next;
    if (next === none) {
      this.#tail0[slot] = none;
      this.#occupied0.delete(slot);
      this.#slot = none;
    }
    const callback = this.#callbacks[id]!;
    this.now = this.#time[id];
    this.#callbacks[id] = undefined;
    this.#next[id] = this.#free;
    this.#free = id;
    this.#pending--;
    this.#earliest = undefined;
    this.events++;
    callback();
    return true;
  }

  /** Time of the earliest event, ns; `Infinity` when there is none. Moves nothing. */
  nextEventTime(): number {
    this.#earliest ??= this.#findEarliest();
    return this.#earliest;
  }

  #findEarliest(): number {
    if (this.#pending === 0) return Infinity;
    for (let level = 0; level < 3; level++) {
      const slot = this.#occupied[level].first();
      if (slot === none) continue;
      let earliest = Infinity;
      for (let id = this.#head[level][slot]; id !== none; id = this.#next[id])
        earliest = Math.min(earliest, this.#time[id]);
      return earliest;
    }
    return this.#far.earliestTime();
  }

  /** Put the clock forward to a time not after the next event: for models with a clock of their own. */
  advanceClock(time: number): void {
    this.now = time;
  }

  #place(id: number): void {
    const time = this.#time[id];
    const offset = time - this.#base0;
    if (offset < span0) {
      this.#insertSorted(offset | 0, id, time);
      return;
    }
    const offset1 = time - this.#base1;
    if (offset1 < span1) {
      this.#append(1, offset1 >> 10, id);
      return;
    }
    const offset2 = time - this.#base2;
    if (offset2 < span2) this.#append(2, offset2 >> 20, id);
    else this.#far.push(id, time);
  }

  #append(level: number, slot: number, id: number): void {
    const tail = this.#tail[level];
    this.#next[id] = none;
    if (tail[slot] === none) {
      this.#head[level][slot] = id;
      this.#occupied[level].add(slot);
    } else {
      this.#next[tail[slot]] = id;
    }
    tail[slot] = id;
  }

  #insertSorted(slot: number, id: number, time: number): void {
    const times = this.#time;
    const last = this.#tail0[slot];
    if (last === none) {
      this.#next[id] = none;
      this.#head0[slot] = id;
      this.#tail0[slot] = id;
      this.#occupied0.add(slot);
      return;
    }
    if (times[last] <= time) {
      this.#next[id] = none;
      this.#next[last] = id;
      this.#tail0[slot] = id;
      return;
    }
    const head = this.#head0;
    let before = none;
    for (let at = head[slot]; times[at] <= time; at = this.#next[at]) before = at;
    if (before === none) {
      this.#next[id] = head[slot];
      head[slot] = id;
    } else {
      this.#next[id] = this.#next[before];
      this.#next[before] = id;
    }
  }

  /** The first occupied slot of level 0, after spreading upper slots over it as needed. Something must be pending. */
  #firstSlot(): number {
    const occupied = this.#occupied;
    let slot = occupied[0].first();
    while (slot === none) {
      const slot1 = occupied[1].first();
      if (slot1 !== none) {
        this.#base0 = this.#base1 + slot1 * span0;
        this.#spread(1, slot1);
      } else {
        const slot2 = occupied[2].first();
        if (slot2 !== none) {
          this.#base1 = this.#base2 + slot2 * span1;
          this.#base0 = this.#base1;
          this.#spread(2, slot2);
        } else {
          this.#base2 = Math.floor(this.#far.earliestTime() / span2) * span2;
          this.#base1 = this.#base2;
          this.#base0 = this.#base2;
          const end = this.#base2 + span2;
          while (this.#far.earliestTime() < end) this.#place(this.#far.pop());
        }
      }
      slot = occupied[0].first();
    }
    return slot;
  }

  #spread(level: number, slot: number): void {
    let id = this.#head[level][slot];
    this.#head[level][slot] = none;
    this.#tail[level][slot] = none;
    this.#occupied[level].delete(slot);
    while (id !== none) {
      const next = this.#next[id];
      this.#place(id);
      id = next;
    }
  }

  #grow(): void {
    this.#capacity *= 2;
    const time = new Float64Array(this.#capacity);
    const next = new Int32Array(this.#capacity);
    time.set(this.#time);
    next.set(this.#next);
    this.#time = time;
    this.#next = next;
  }
}
