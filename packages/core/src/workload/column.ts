/** Typed arrays that a column may be made of. */
type ColumnArray = Uint8Array | Int32Array | Float64Array | BigUint64Array;

/** A list of numbers in a typed array, which grows as it is filled. */
export class Column<A extends ColumnArray> {
  length = 0;
  values: A;
  readonly #make: (capacity: number) => A;

  constructor(make: (capacity: number) => A, capacity = 16) {
    this.#make = make;
    this.values = make(capacity);
  }

  push(value: A[number]): void {
    if (this.length === this.values.length) this.#grow();
    this.values[this.length++] = value;
  }

  /** The numbers so far, in an array of just that length. */
  trimmed(): A {
    const trimmed = this.#make(this.length);
    trimmed.set(this.values.subarray(0, this.length) as never);
    return trimmed;
  }

  #grow(): void {
    const grown = this.#make(this.values.length * 2);
    grown.set(this.values as never);
    this.values = grown;
  }
}

export const bytes = (capacity: number): Uint8Array => new Uint8Array(capacity);
export const integers = (capacity: number): Int32Array => new Int32Array(capacity);
export const doubles = (capacity: number): Float64Array => new Float64Array(capacity);
export const wideIntegers = (capacity: number): BigUint64Array => new BigUint64Array(capacity);
