import type { LatencySummary } from "@astra-ts/core";

/** Values below this are counted one by one. */
const exact = 8192;
/** Above, a bucket spans 1/64 of its power of two: quantiles are at most 1.6 % low. */
const perOctave = 64;
const octaves = 44;

/** Distribution of non-negative numbers (latencies) in bounded memory. Fractions are dropped in quantiles only; mean and maximum are exact. */
export class Histogram {
  readonly #small = new Float64Array(exact);
  readonly #large = new Float64Array(perOctave * octaves);
  #count = 0;
  #sum = 0;
  #max = 0;

  /** Counts one value. */
  add(value: number): void {
    this.#count++;
    this.#sum += value;
    if (value > this.#max) this.#max = value;
    if (value < exact) this.#small[Math.floor(value)]!++;
    else this.#large[bucket(value)]!++;
  }

  get count(): number {
    return this.#count;
  }

  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** The least value that a share `quantile` (0..1) of the values do not exceed. */
  quantile(quantile: number): number {
    const rank = Math.max(1, Math.ceil(quantile * this.#count));
    let seen = 0;
    for (let value = 0; value < exact; value++) {
      seen += this.#small[value]!;
      if (seen >= rank) return value;
    }
    for (let index = 0; index < this.#large.length; index++) {
      seen += this.#large[index]!;
      if (seen >= rank) return Math.min(this.#max, lowest(index));
    }
    return this.#max;
  }

  /** Count, mean and percentiles of what was added. */
  summary(): LatencySummary {
    return {
      count: this.#count,
      mean: this.mean,
      p50: this.quantile(0.5),
      p99: this.quantile(0.99),
      max: this.#max,
      histogram: this.#histogram(),
    };
  }

  /** Four buckets for every power of two, from the first to the last that is not empty. */
  #histogram(): { upTo: number[]; counts: number[] } {
    const counts: number[] = [];
    const count = (value: number, times: number): void => {
      const index = value < 1 ? 0 : Math.ceil(4 * Math.log2(value) - 1e-9) + 1;
      while (counts.length <= index) counts.push(0);
      counts[index]! += times;
    };
    for (const [value, times] of this.#small.entries()) if (times > 0) count(value, times);
    for (const [index, times] of this.#large.entries()) if (times > 0) count(lowest(index), times);
    const first = counts.findIndex((times) => times > 0);
    const upTo = counts.map((_, index) => (index === 0 ? 0 : 2 ** ((index - 1) / 4)));
    return first < 0 ? { upTo: [], counts: [] } : { upTo: upTo.slice(first), counts: counts.slice(first) };
  }

  /** Forgets all values. */
  clear(): void {
    this.#small.fill(0);
    this.#large.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#max = 0;
  }
}

function bucket(value: number): number {
  const octave = Math.floor(Math.log2(value / exact));
  const within = Math.floor((value / (exact * 2 ** octave) - 1) * perOctave);
  return Math.min(perOctave * octaves - 1, octave * perOctave + within);
}

function lowest(index: number): number {
  return exact * 2 ** Math.floor(index / perOctave) * (1 + (index % perOctave) / perOctave);
}
