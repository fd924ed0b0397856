import type { NetworkDescription } from "./description.js";
import type { FlightCalendar } from "./flight-calendar.js";
import { grownDoubles, grownInts } from "./grown.js";
import { PartQueue } from "./part-queue.js";

const none = -1;
/** Cycles that a CLIP converter adds at each end of a link: one of logic, one of physical interface. */
const converterLatency = 2;
/** A flit that ends within this much of a cycle's end belongs to that cycle; hides rounding of fractional rates. */
const rounding = 1e-6;

/**
 * Links narrower than a flit. A flit waits in a queue (bounded by credits) until the link is free and then occupies it for `cyclesPerFlit`.
 * The calendar holds the first flit of each queue only, so its ring stays as short as the longest single crossing.
 */
export class Serializers {
  /** The most cycles that a crossing takes beyond the link's delay as if it were wide. */
  readonly longestExtra: number;
  /** Cycles per flit of each link; 1 where a link is as wide as a flit. */
  readonly cyclesPerFlit: Float64Array;
  /** Cycles that a lone flit needs beyond the link's delay as if it were wide; 0 for wide links. */
  readonly loneFlitExtra: Float64Array;
  /** 1: with converters at both ends, which also cut credits. */
  readonly converters: Uint8Array;
  /** When the link has sent what it was given. */
  readonly #freeAt: Float64Array;
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  // Pool of waiting flits.
  #next = new Int32Array(0);
  #channel = new Int32Array(0);
  #packet = new Int32Array(0);
  #arrival = new Float64Array(0);
  #free = none;

  readonly #creditQueues: (PartQueue | undefined)[];
  /** Links whose credit queue holds something. */
  readonly #busyCredits: number[] = [];
  readonly #wire: Int32Array;

  constructor({ links }: NetworkDescription) {
    let longest = 0;
    this.cyclesPerFlit = new Float64Array(links.length).fill(1);
    this.loneFlitExtra = new Float64Array(links.length);
    this.converters = new Uint8Array(links.length);
    this.#freeAt = new Float64Array(links.length);
    this.#head = new Int32Array(links.length).fill(none);
    this.#tail = new Int32Array(links.length).fill(none);
    this.#wire = Int32Array.from(links, (link) => link.latency);
    this.#creditQueues = new Array(links.length);
    for (const [link, { serialization }] of links.entries()) {
      if (!serialization) continue;
      this.cyclesPerFlit[link] = serialization.cyclesPerFlit;
      this.loneFlitExtra[link] =
        serialization.cyclesPerFlit - 1 + (serialization.converters ? 2 * converterLatency : 0);
      if (serialization.converters) {
        this.converters[link] = 1;
        this.#creditQueues[link] = new PartQueue(Math.ceil(serialization.cyclesPerFlit));
      }
      longest = Math.max(longest, Math.ceil(serialization.cyclesPerFlit) + 2 * converterLatency + 2);
    }
    this.longestExtra = longest;
  }

  /** Something will happen in the next cycle. */
  get busy(): boolean {
    return this.#busyCredits.length > 0;
  }

  /** The first cycle in which a flit may win the switch and be on the link at once. */
  nextStart(link: number): number {
    return Math.floor(this.#freeAt[link]!) - 1;
  }

  /** Take a flit that won the switch in `cycle`. `delay` is the link's delay as if it were wide, `share` what the flit carries, of a whole one. */
  send(
    calendar: FlightCalendar,
    link: number,
    channel: number,
    packet: number,
    cycle: number,
    delay: number,
    share = 1,
  ): void {
    const extra = this.converters[link]! * converterLatency;
    const start = Math.max(cycle + 1 + extra, this.#freeAt[link]!);
    const end = start + Math.max(1, this.cyclesPerFlit[link]! * share);
    this.#freeAt[link] = end;
    const arrival = Math.ceil(end - rounding) - 2 + delay + extra;
    const entry = this.#allocate();
    this.#channel[entry] = channel;
    this.#packet[entry] = packet;
    this.#arrival[entry] = arrival;
    this.#next[entry] = none;
    if (this.#head[link] === none) {
      this.#head[link] = entry;
      calendar.addFlit(arrival, channel, packet);
    } else {
      this.#next[this.#tail[link]!] = entry;
    }
    this.#tail[link] = entry;
  }

  /** The first flit of the queue has arrived: file the next one. */
  arrived(calendar: FlightCalendar, link: number): void {
    const entry = this.#head[link]!;
    const next = this.#next[entry]!;
    this.#head[link] = next;
    this.#next[entry] = this.#free;
    this.#free = entry;
    if (next === none) return;
    calendar.addFlit(this.#arrival[next]!, this.#channel[next]!, this.#packet[next]!);
  }

  /** Take a credit made in `cycle` for a link with converters. */
  sendCredit(link: number, channel: number, free: number, cycle: number): void {
    const queue = this.#creditQueues[link]!;
    if (queue.empty) this.#busyCredits.push(link);
    queue.add(cycle + 1 + converterLatency, channel, free);
  }

  /** Move one part of a credit over every link that has one. */
  stepCredits(calendar: FlightCalendar, cycle: number): void {
    const busy = this.#busyCredits;
    for (let index = busy.length - 1; index >= 0; index--) {
      const link = busy[index]!;
      const queue = this.#creditQueues[link]!;
      if (queue.step(cycle))
        calendar.addCredit(
          cycle + this.#wire[link]! + converterLatency,
          queue.creditChannel,
          queue.creditFree,
        );
      if (queue.empty) {
        busy[index] = busy[busy.length - 1]!;
        busy.pop();
      }
    }
  }

  #allocate(): number {
    if (this.#free === none) {
      const old = this.#next.length;
      const size = Math.max(256, 2 * old);
      this.#next = grownInts(this.#next, size);
      this.#channel = grownInts(this.#channel, size);
      this.#packet = grownInts(this.#packet, size);
      this.#arrival = grownDoubles(this.#arrival, size);
      for (let entry = size - 1; entry >= old; entry--) {
        this.#next[entry] = this.#free;
        this.#free = entry;
      }
    }
    const entry = this.#free;
    this.#free = this.#next[entry]!;
    return entry;
  }
}
