import type { LatencySummary } from "./report.js";

/** Buckets per power of two: a bucket is 1/128 wide, so that every figure out of one is right within 0.8 %. */
const stepBits = 7;
const steps = 2 ** stepBits;
/** Powers of two that have buckets of their own: from 2^-16 up to beyond the last time that there is. */
const firstPower = -16;
const powers = 72;
const buckets = 1 + powers * steps;
/** Exponent and leading bits of the mantissa of 2^firstPower, as a double holds them. */
const firstBits = (1023 + firstPower) * steps;
/** Buckets of the histogram in the report: eight to a power of two, and one for all up to 1. */
const merged = steps / 8;
const upToOne = 1 - firstPower * steps;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1;
/** Place of the word with sign, exponent and leading bits of the mantissa. */
const high = words[1] === 0 ? 0 : 1;
const low = 1 - high;

/**
 * Distribution of latencies in fixed memory. Count, mean, least and most are exact; a percentile is the mean of the bucket that it lies in and right within 1 % (exact where
 * the latencies there are equal, and for whole numbers up to 256).
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array(buckets);
  readonly #sums = new Float64Array(buckets);
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;
  /** The last latency and its bucket: in collectives, most messages take as long as the one before. */
  #lastLatency = Number.NaN;
  #lastBucket = 0;

  /** Latency, 0 or more, of one message or of several. */
  add(latency: number, messages = 1): void {
    if (latency !== this.#lastLatency) {
      this.#lastLatency = latency;
      this.#lastBucket = bucketOf(latency);
      if (latency > this.#max) this.#max = latency;
      if (latency < this.#min) this.#min = latency;
    }
    const total = latency * messages;
    this.#count += messages;
    this.#sum += total;
    this.#counts[this.#lastBucket]! += messages;
    this.#sums[this.#lastBucket]! += total;
  }

  /** Of all latencies. */
  get sum(): number {
    return this.#sum;
  }

  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  /** Forgets all latencies. */
  clear(): void {
    this.#counts.fill(0);
    this.#sums.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Infinity;
    this.#max = 0;
    this.#lastLatency = Number.NaN;
  }

  /** Count, mean, percentiles, and a histogram of eight buckets to a power of two. */
  summary(): LatencySummary {
    return {
      count: this.#count,
      mean: this.mean,
      p50: this.#quantile(0.5),
      p99: this.#quantile(0.99),
      max: this.#max,
      histogram: this.#histogram(),
    };
  }

  /** From the least latency to the largest; one bucket without latencies where a gap is. */
  #histogram(): NonNullable<LatencySummary["histogram"]> {
    const upTo: number[] = [];
    const counts: number[] = [];
    const add = (first: number, number: number): void => {
      let count = 0;
      for (let bucket = first; bucket < first + number; bucket++) count += this.#counts[bucket]!;
      const edge = upperEdge(first + number - 1);
      if (count === 0 && counts.at(-1) === 0) upTo[upTo.length - 1] = edge;
      else {
        upTo.push(edge);
        counts.push(count);
      }
    };
    add(0, upToOne);
    for (let first = upToOne; first < buckets; first += merged) add(first, merged);
    if (counts.at(-1) === 0) {
      upTo.pop();
      counts.pop();
    }
    return { upTo, counts };
  }

  #quantile(share: number): number {
    const wanted = Math.ceil(share * this.#count);
    let seen = 0;
    for (let bucket = 0; bucket < buckets && wanted > 0; bucket++) {
      const count = this.#counts[bucket]!;
      seen += count;
      if (seen >= wanted) return Math.min(this.#max, Math.max(this.#min, this.#sums[bucket]! / count));
    }
    return 0;
  }
}

/** A bucket holds what is above its lower edge, up to its upper edge. Bucket 0 has all up to 2^firstPower. */
function bucketOf(latency: number): number {
  double[0] = latency;
  // One bit less, so that an edge counts below itself.
  const leading = words[low] === 0 ? words[high]! - 1 : words[high]!;
  const bucket = 1 + (leading >>> (20 - stepBits)) - firstBits;
  return latency <= 0 || bucket < 1 ? 0 : Math.min(buckets - 1, bucket);
}

function upperEdge(bucket: number): number {
  const power = Math.floor((bucket - 1) / steps);
  return bucket === 0
    ? 2 ** firstPower
    : 2 ** (firstPower + power) * (1 + (((bucket - 1) % steps) + 1) / steps);
}
