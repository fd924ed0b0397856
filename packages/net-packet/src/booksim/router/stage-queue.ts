/**
 * What stands in a stage of a router's pipeline, first come first: items, and what came of each. The stage works on all that it has at once, and begins on others when
 * those are done: as in the original, a stage of several cycles is not pipelined.
 */
export class StageQueue {
  count = 0;
  /** Those at the front that the stage works on, and the cycle in which they are done. */
  #begun = 0;
  #due = 0;
  #head = 0;
  #mask = 15;
  #items = new Int32Array(16);
  #outcomes = new Int32Array(16);

  push(item: number, outcome = -1): void {
    if (this.count > this.#mask) this.#grow();
    const slot = (this.#head + this.count++) & this.#mask;
    this.#items[slot] = item;
    this.#outcomes[slot] = outcome;
  }

  item(index: number): number {
    return this.#items[(this.#head + index) & this.#mask]!;
  }

  outcome(index: number): number {
    return this.#outcomes[(this.#head + index) & this.#mask]!;
  }

  setOutcome(index: number, outcome: number): void {
    this.#outcomes[(this.#head + index) & this.#mask] = outcome;
  }

  /** How many at the front can be begun now: all, or none while others are worked on. */
  get ready(): number {
    return this.#begun === 0 ? this.count : 0;
  }

  /** Begins on all that is ready; it is done at `due`. */
  begin(due: number): void {
    if (this.#begun > 0 || this.count === 0) return;
    this.#begun = this.count;
    this.#due = due;
  }

  /** How many at the front are done. */
  done(cycle: number): number {
    return this.#due <= cycle ? this.#begun : 0;
  }

  /** Takes the first away, of those that are done. */
  shift(): number {
    const item = this.#items[this.#head]!;
    this.#head = (this.#head + 1) & this.#mask;
    this.count--;
    this.#begun--;
    return item;
  }

  #grow(): void {
    const size = 2 * (this.#mask + 1);
    const moved = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(size);
      for (let index = 0; index < this.count; index++)
        grown[index] = column[(this.#head + index) & this.#mask]!;
      return grown;
    };
    this.#items = moved(this.#items);
    this.#outcomes = moved(this.#outcomes);
    this.#head = 0;
    this.#mask = size - 1;
  }
}
