import { deal } from "../sweep/deal.js";
import type { PointEstimate } from "../sweep/point-cost.js";

/** What a shard asks of a scheduler. */
export interface Demand {
  /** Seconds until it is ended. */
  readonly seconds: number;
  /** Bytes of memory. */
  readonly memory: number;
  /** Cores, and worker threads. */
  readonly workers: number;
}

/** Estimates may be off by that much either way, and machines differ. */
const safety = 3;
const leastSeconds = 600;
/** A shard should take about this long: long against the start of a task, short against a queue's limit. */
const usualSeconds = 600;
const mostByDefault = 256;

const gibibyte = 2 ** 30;
/** What the process takes, and each of its worker threads. */
const processBytes = 0.5 * gibibyte;
const workerBytes = 0.25 * gibibyte;
/** What the list of points takes, for each point. */
const pointBytes = 2000;

/** As many shards as take some ten minutes each; never more than there are points. */
export function usualShards(estimates: readonly PointEstimate[], workers: number): number {
  const seconds = estimates.reduce((sum, { seconds: own }) => sum + own, 0);
  const wanted = Math.ceil(seconds / workers / usualSeconds);
  return Math.max(1, Math.min(wanted, mostByDefault, estimates.length));
}

/** What the longest of the shards asks for: three times what it is estimated to take, ten minutes at least, in whole minutes; memory in whole quarters of a GiB. */
export function demandOf(estimates: readonly PointEstimate[], shards: number, workers: number): Demand {
  const loads = deal(
    estimates.map(({ seconds }) => seconds),
    shards,
  ).map((hand) => hand.reduce((sum, index) => sum + estimates[index]!.seconds, 0));
  const longest = loads.reduce((most, load) => Math.max(most, load), 0) / workers;
  const largest = estimates.reduce((most, { memory }) => Math.max(most, memory), 0);
  const memory = processBytes + estimates.length * pointBytes + workers * (workerBytes + safety * largest);
  return {
    seconds: Math.ceil(Math.max(leastSeconds, safety * longest) / 60) * 60,
    memory: (Math.ceil(memory / gibibyte / 0.25) * gibibyte) / 4,
    workers,
  };
}
