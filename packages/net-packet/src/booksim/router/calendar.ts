/** Takes what arrives in a cycle. */
export type Arrival = (target: number, value: number) => void;

/** What is on the wires, filed under the cycle in which it arrives: for each cycle of a ring a list of pairs. */
export class Calendar {
  readonly #mask: number;
  readonly #lists: Int32Array[];
  readonly #lengths: Int32Array;
  /** Pairs on their way. */
  pending = 0;

  /** `longest`: the most cycles between filing and arrival. */
  constructor(longest: number) {
    let size = 4;
    while (size <= longest) size *= 2;
    this.#mask = size - 1;
    this.#lists = Array.from({ length: size }, () => new Int32Array(16));
    this.#lengths = new Int32Array(size);
  }

  add(cycle: number, target: number, value: number): void {
    const slot = cycle & this.#mask;
    let list = this.#lists[slot]!;
    const length = this.#lengths[slot]!;
    if (length === list.length) {
      const grown = new Int32Array(2 * length);
      grown.set(list);
      this.#lists[slot] = grown;
      list = grown;
    }
    list[length] = target;
    list[length + 1] = value;
    this.#lengths[slot] = length + 2;
    this.pending++;
  }

  take(cycle: number, arrival: Arrival): void {
    const slot = cycle & this.#mask;
    const length = this.#lengths[slot]!;
    if (length === 0) return;
    const list = this.#lists[slot]!;
    this.#lengths[slot] = 0;
    this.pending -= length / 2;
    for (let index = 0; index < length; index += 2) arrival(list[index]!, list[index + 1]!);
  }
}
