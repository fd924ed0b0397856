import type { BookSimSpread } from "./result.js";

/** Samples of one quantity, whole numbers: sum, extremes, and counts up to a bound. */
export class Samples {
  count = 0;
  sum = 0;
  readonly #bins: Float64Array;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;

  constructor(bins: number) {
    this.#bins = new Float64Array(bins);
  }

  clear(): void {
    this.count = 0;
    this.sum = 0;
    this.#least = Number.POSITIVE_INFINITY;
    this.#most = Number.NEGATIVE_INFINITY;
    this.#bins.fill(0);
  }

  add(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.#least) this.#least = value;
    if (value > this.#most) this.#most = value;
    this.#bins[Math.min(value, this.#bins.length - 1)]!++;
  }

  get mean(): number {
    return this.sum / this.count;
  }

  spread(): BookSimSpread {
    if (this.count === 0) return { avg: null, min: null, max: null };
    return { avg: this.mean, min: this.#least, max: this.#most };
  }

  /** The value that a share of the samples does not exceed. */
  percentile(share: number): number | null {
    if (this.count === 0) return null;
    let left = share * this.count;
    for (const [value, count] of this.#bins.entries()) {
      left -= count;
      if (left <= 0) return value;
    }
    return this.#bins.length - 1;
  }

  histogram(): Record<string, number> {
    return Object.fromEntries([...this.#bins.entries()].filter(([, count]) => count > 0));
  }
}

/** Mean and extremes over nodes of counts per cycle. */
export function rates(counts: Int32Array, cycles: number): BookSimSpread {
  let [least, most, sum] = [counts[0]!, counts[0]!, 0];
  for (const count of counts) {
    least = Math.min(least, count);
    most = Math.max(most, count);
    sum += count;
  }
  return { avg: sum / cycles / counts.length, min: least / cycles, max: most / cycles };
}
