/** A set of small whole numbers that finds its least member in two steps: a bitmap and a bitmap of its non-zero words. At most 1024 members. */
export class SlotSet {
  readonly #words: Int32Array;
  #summary = 0;

  constructor(size: number) {
    this.#words = new Int32Array(size >> 5);
  }

  add(member: number): void {
    const word = member >> 5;
    this.#words[word] |= 1 << (member & 31);
    this.#summary |= 1 << word;
  }

  delete(member: number): void {
    const word = member >> 5;
    this.#words[word] &= ~(1 << (member & 31));
    if (this.#words[word] === 0) this.#summary &= ~(1 << word);
  }

  /** The least member, or -1. */
  first(): number {
    if (this.#summary === 0) return -1;
    const word = 31 - Math.clz32(this.#summary & -this.#summary);
    const bits = this.#words[word];
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }
}
