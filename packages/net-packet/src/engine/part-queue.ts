/**
 * Credits on their way through a CLIP: each is cut into as many parts as its flit was, the link carries one part per cycle, and the far end makes a credit of every
 * `parts` parts of a channel. The free signal travels on the last part, but the queue between is a binary heap ordered by time alone, and parts of one credit
 * have equal times, so the signal may overtake its fellows: the far end then passes it on at once and the remaining parts count towards the channel's next credit.
 * The heap is therefore kept exactly as the C++ standard library keeps its own (sift the hole down to a leaf, the right child on a tie, then up).
 */
export class PartQueue {
  /** The credit that `step` completed. */
  creditChannel = 0;
  creditFree = 0;
  readonly #parts: number;
  readonly #times: number[] = [];
  /** Channel, complemented with the free signal. */
  readonly #values: number[] = [];
  /** Parts collected at the far end, per channel. */
  readonly #collected = new Map<number, number>();
  // Credits enter the heap a cycle after they are made.
  readonly #waiting: { time: number; channel: number; free: number }[] = [];

  constructor(parts: number) {
    this.#parts = parts;
  }

  get empty(): boolean {
    return this.#times.length === 0 && this.#waiting.length === 0;
  }

  /** A credit whose parts may cross from cycle `time` on. */
  add(time: number, channel: number, free: number): void {
    this.#waiting.push({ time, channel, free });
  }

  /** One cycle. True when a credit was completed: see `creditChannel` and `creditFree`. */
  step(cycle: number): boolean {
    while (this.#waiting.length > 0 && this.#waiting[0]!.time <= cycle + 2) {
      const { time, channel, free } = this.#waiting.shift()!;
      for (let part = 1; part <= this.#parts; part++)
        this.#push(time, free === 1 && part === this.#parts ? ~channel : channel);
    }
    if (this.#times.length === 0 || this.#times[0]! > cycle) return false;
    const value = this.#pop();
    const free = value < 0;
    const channel = free ? ~value : value;
    const collected = (this.#collected.get(channel) ?? 0) + 1;
    const complete = free || collected === this.#parts;
    this.#collected.set(channel, complete ? 0 : collected);
    this.creditChannel = channel;
    this.creditFree = free ? 1 : 0;
    return complete;
  }

  #push(time: number, value: number): void {
    this.#times.push(time);
    this.#values.push(value);
    this.#siftUp(this.#times.length - 1, time, value);
  }

  #siftUp(from: number, time: number, value: number): void {
    const times = this.#times;
    const values = this.#values;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent]! <= time) break;
      times[hole] = times[parent]!;
      values[hole] = values[parent]!;
      hole = parent;
    }
    times[hole] = time;
    values[hole] = value;
  }

  #pop(): number {
    const times = this.#times;
    const values = this.#values;
    const first = values[0]!;
    const time = times.pop()!;
    const value = values.pop()!;
    const length = times.length;
    if (length === 0) return first;
    let hole = 0;
    for (let right = 2; right < length; right = 2 * hole + 2) {
      const child = times[right]! > times[right - 1]! ? right - 1 : right;
      times[hole] = times[child]!;
      values[hole] = values[child]!;
      hole = child;
    }
    if (2 * hole + 2 === length) {
      times[hole] = times[length - 1]!;
      values[hole] = values[length - 1]!;
      hole = length - 1;
    }
    this.#siftUp(hole, time, value);
    return first;
  }
}
