import type { LatencySummary } from "./report.js";

/** Buckets per power of two: percentiles are right within 1/128. */
const steps = 128;
const powers = 64;
/** Buckets of the histogram in the report: eight to a power of two. */
const merged = steps / 8;

/** Distribution of latencies in fixed memory: count, mean and maximum are exact, percentiles right within 0.8 %. */
export class LatencyHistogram {
  readonly #buckets = new Float64Array(1 + powers * steps);
  #count = 0;
  #sum = 0;
  #max = 0;
  /** The last latency and its bucket: in collectives, most messages take as long as the one before. */
  #lastLatency = Number.NaN;
  #lastBucket = 0;

  /** Latency in ns, 0 or more, of one message or of several. */
  add(latency: number, messages = 1): void {
    this.#count += messages;
    this.#sum += latency * messages;
    if (latency > this.#max) this.#max = latency;
    if (latency !== this.#lastLatency) {
      this.#lastLatency = latency;
      this.#lastBucket = bucketOf(latency);
    }
    this.#buckets[this.#lastBucket] += messages;
  }

  /** Of all latencies, ns. */
  get sum(): number {
    return this.#sum;
  }

  /** Count, mean, percentiles, and a histogram of eight buckets to a power of two. */
  summary(): LatencySummary {
    const mean = this.#count === 0 ? 0 : this.#sum / this.#count;
    return {
      count: this.#count,
      mean,
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
    const add = (first: number, buckets: number): void => {
      let count = 0;
      for (let bucket = first; bucket < first + buckets; bucket++) count += this.#buckets[bucket];
      const edge = lowerEdge(first + buckets);
      if (count === 0 && counts.at(-1) === 0) upTo[upTo.length - 1] = edge;
      else {
        upTo.push(edge);
        counts.push(count);
      }
    };
    add(0, 1);
    for (let first = 1; first < this.#buckets.length; first += merged) add(first, merged);
    if (counts.at(-1) === 0) {
      upTo.pop();
      counts.pop();
    }
    return { upTo, counts };
  }

  #quantile(share: number): number {
    const wanted = Math.ceil(share * this.#count);
    let seen = 0;
    for (let bucket = 0; bucket < this.#buckets.length && wanted > 0; bucket++) {
      seen += this.#buckets[bucket];
      if (seen >= wanted) return Math.min(this.#max, lowerEdge(bucket));
    }
    return 0;
  }
}

/** Below 1 ns: bucket 0. From there `steps` buckets of equal width for every power of two. */
function bucketOf(latency: number): number {
  if (latency < 1) return 0;
  const power = Math.min(powers - 1, Math.floor(Math.log2(latency)));
  const step = Math.min(steps - 1, Math.max(0, Math.floor((latency / 2 ** power - 1) * steps)));
  return 1 + power * steps + step;
}

function lowerEdge(bucket: number): number {
  if (bucket === 0) return 0;
  const power = Math.floor((bucket - 1) / steps);
  return 2 ** power * (1 + ((bucket - 1) % steps) / steps);
}
