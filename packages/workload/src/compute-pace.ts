import {
  type ComputeJitter,
  type ComputeSpeeds,
  createRandom,
  type Random,
  type Straggler,
} from "@astra-ts/core";

/** How long a computation takes that an NPU begins now, ns, where the workload says `duration`. */
export type ComputePace = (rank: number, duration: number) => number;

/** The pace of the NPUs of a run; undefined where each computes as the workload says. `now` is the simulated time, ns. */
export function computePace(speeds: ComputeSpeeds | undefined, now: () => number): ComputePace | undefined {
  if (speeds === undefined) return undefined;
  const { stragglers, jitter, ranks } = speeds;
  const byRank = new Map<number, Straggler[]>();
  for (const straggler of stragglers)
    for (const rank of straggler.ranks) byRank.set(rank, [...(byRank.get(rank) ?? []), straggler]);
  const draws = jitter === undefined ? undefined : drawsOf(jitter);
  return (own, duration) => {
    if (duration === 0) return 0;
    const rank = ranks?.[own] ?? own;
    const work = duration * (draws?.(rank) ?? 1);
    return Math.max(1, Math.round(stretched(byRank.get(rank) ?? [], now(), work)));
  };
}

/** Time that `work` takes from `start` on, where factors come and go. */
function stretched(stragglers: readonly Straggler[], start: number, work: number): number {
  let at = start;
  let left = work;
  for (;;) {
    let factor = 1;
    let change = Number.POSITIVE_INFINITY;
    for (const { factor: own, from = 0, until = Number.POSITIVE_INFINITY } of stragglers) {
      if (from <= at && at < until) factor *= own;
      for (const instant of [from, until]) if (instant > at) change = Math.min(change, instant);
    }
    if (at + left * factor <= change) return at + left * factor - start;
    left -= (change - at) / factor;
    at = change;
  }
}

/** Factors of mean 1. Each NPU draws from a generator of its own, so that what one computes changes no draw of another. */
function drawsOf({ distribution, deviation, seed }: ComputeJitter): (rank: number) => number {
  const generators = new Map<number, Random>();
  const variance = Math.log(1 + deviation ** 2);
  const factor = (random: Random): number => {
    if (distribution === "uniform") return 1 + Math.sqrt(3) * deviation * (2 * random.next() - 1);
    // Box and Muller's transform.
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    return Math.exp(normal * Math.sqrt(variance) - variance / 2);
  };
  return (rank) => {
    let random = generators.get(rank);
    if (random === undefined) {
      random = createRandom(Math.imul(seed, 0x9e3779b1) + rank);
      generators.set(rank, random);
    }
    return factor(random);
  };
}
