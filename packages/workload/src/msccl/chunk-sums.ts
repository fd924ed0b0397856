import { tooLarge } from "@astra-ts/core";
import type { InputChunk } from "./collective-shape.js";

/**
 * What stands in a place: chunks of the GPUs' inputs, added up, as sorted numbers. One that is in it twice is there twice; more are not told apart, since twice is wrong already. Undefined: something
 * that nobody has written is in it.
 */
export type ChunkSum = Int32Array | undefined;

/** Chunks added up by one algorithm before it is given up, seconds of work. */
const mostAdded = 2 ** 30;
/** Chunks of a sum that an error tells. */
const mostTold = 4;

/** Adds chunks up for one algorithm. */
export class ChunkSums {
  readonly #file: string;
  readonly #inputs: number;
  readonly #gpus: number;
  #added = 0;

  /** `inputs`: chunks of each GPU's input. */
  constructor(file: string, gpus: number, inputs: number) {
    this.#file = file;
    this.#gpus = gpus;
    this.#inputs = inputs;
  }

  of(chunks: readonly InputChunk[]): Int32Array {
    return Int32Array.from(chunks, ({ gpu, chunk }) => gpu * this.#inputs + chunk).sort();
  }

  add(one: ChunkSum, other: ChunkSum): ChunkSum {
    if (one === undefined || other === undefined) return undefined;
    this.count(one.length + other.length);
    const sum = new Int32Array(one.length + other.length);
    let length = 0;
    for (let a = 0, b = 0; a < one.length || b < other.length; ) {
      const next = b >= other.length || (a < one.length && one[a]! <= other[b]!) ? one[a++]! : other[b++]!;
      if (length < 2 || sum[length - 2] !== next) sum[length++] = next;
    }
    return sum.subarray(0, length);
  }

  /** Notes work done. Throws TOO_LARGE where an algorithm takes too much of it. */
  count(chunks: number): void {
    this.#added += chunks;
    if (this.#added <= mostAdded) return;
    throw tooLarge({ file: this.#file, what: "chunks moved and added up at least", count: this.#added });
  }

  told(sum: ChunkSum): string {
    if (sum === undefined) return "what nobody has written";
    const chunks = Array.from(sum, (term) => ({
      gpu: Math.floor(term / this.#inputs),
      chunk: term % this.#inputs,
    }));
    const [first] = chunks;
    const isOfAll = chunks.every(({ gpu, chunk }, place) => gpu === place && chunk === first!.chunk);
    if (isOfAll && chunks.length === this.#gpus) return `chunk ${first!.chunk} of all GPUs, added up`;
    const told = chunks.slice(0, mostTold).map(({ gpu, chunk }) => `chunk ${chunk} of GPU ${gpu}`);
    const more = chunks.length - told.length;
    return [...told, ...(more > 0 ? [`${more} more`] : [])].join(" + ");
  }
}

export function areEqual(one: ChunkSum, other: ChunkSum): boolean {
  if (one === undefined || other === undefined) return false;
  return one === other || (one.length === other.length && one.every((term, place) => term === other[place]));
}
