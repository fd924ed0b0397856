import { longerInts } from "../columns.js";

/** A list of whole numbers that is filled and emptied again and again: emptying it keeps its room. */
export class IntList {
  /** The first `length` count. */
  items = new Int32Array(64);
  length = 0;

  push(item: number): void {
    if (this.length === this.items.length) this.items = longerInts(this.items, 2 * this.length);
    this.items[this.length++] = item;
  }

  clear(): void {
    this.length = 0;
  }
}
