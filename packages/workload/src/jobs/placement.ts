import { AstraError, createRandom } from "@astra-ts/core";

/** How a job's NPUs are chosen where they are not listed. */
export const placementRules = ["contiguous", "scattered", "random"] as const;
/** Name of a rule by which a job gets its NPUs. */
export type PlacementRule = (typeof placementRules)[number];

/** What a job asks of the machine. */
export interface PlacementRequest {
  /** NPUs that it needs; with a list: as many as that has. */
  readonly npus?: number;
  /**
   * `contiguous`: the first NPUs in a row that no other job has; `scattered`: evenly over those that none has; `random`: drawn from these; or the NPUs themselves, in the job's own
   * order. Default `contiguous`.
   */
  readonly placement?: PlacementRule | readonly number[];
  /** Of `random`. Default 1. */
  readonly seed?: number;
}

/**
 * NPUs for each of several jobs on a machine of `npus`: first those that are listed, then the others in their order, each from what is left. Throws INVALID_VALUE for an NPU that
 * is not there or has another job already, and for a job that finds no room; fields are `jobs.N.placement` and `jobs.N.npus`.
 */
export function placeJobs(npus: number, requests: readonly PlacementRequest[]): number[][] {
  const owner = new Int32Array(npus).fill(-1);
  const placed: number[][] = requests.map(() => []);
  const take = (job: number, ranks: readonly number[]): void => {
    for (const rank of ranks) owner[rank] = job;
    placed[job] = [...ranks];
  };
  for (const [job, request] of requests.entries()) {
    if (typeof request.placement !== "object") continue;
    checkListed(job, request, owner);
    take(job, request.placement);
  }
  for (const [job, { placement = "contiguous", npus: wanted, seed = 1 }] of requests.entries()) {
    if (typeof placement === "object") continue;
    if (wanted === undefined)
      throw new AstraError("MISSING_VALUE", {
        problem: "the number of the job's NPUs is missing",
        field: `jobs.${job}.npus`,
        expected: "a whole number, or a list of NPUs as its placement",
      });
    const free = [...owner.keys()].filter((rank) => owner[rank] === -1);
    if (wanted > free.length)
      throw noRoom(job, wanted, `${free.length} at most, as that many NPUs have no other job`);
    take(job, chosen(placement, free, wanted, seed) ?? refuseRow(job, wanted, free));
  }
  return placed;
}

function checkListed(job: number, { placement, npus: wanted }: PlacementRequest, owner: Int32Array): void {
  const list = placement as readonly number[];
  const field = `jobs.${job}.placement`;
  if (wanted !== undefined && wanted !== list.length)
    throw new AstraError("LENGTH_MISMATCH", {
      problem: "the list has another number of NPUs than the job",
      field,
      found: list.length,
      expected: `${wanted} NPUs`,
      hint: "Leave npus out: the list says how many there are.",
    });
  const seen = new Set<number>();
  for (const [index, rank] of list.entries()) {
    const other = owner[rank];
    if (other === undefined)
      throw new AstraError("INVALID_VALUE", {
        problem: "the machine has no such NPU",
        field: `${field}.${index}`,
        found: rank,
        expected: `NPUs from 0 to ${owner.length - 1}`,
      });
    if (other !== -1 || seen.has(rank))
      throw new AstraError("INVALID_VALUE", {
        problem: other === -1 ? "the NPU is listed twice" : `the job ${other} has this NPU`,
        field: `${field}.${index}`,
        found: rank,
        expected: "an NPU that no job has",
        hint: "An NPU runs one job.",
      });
    seen.add(rank);
  }
}

/** Undefined where no row is long enough. */
function chosen(
  rule: PlacementRule,
  free: readonly number[],
  count: number,
  seed: number,
): readonly number[] | undefined {
  switch (rule) {
    case "contiguous": {
      const first = free.findIndex((rank, index) => free[index + count - 1] === rank + count - 1);
      return first === -1 ? undefined : free.slice(first, first + count);
    }
    case "scattered":
      return Array.from({ length: count }, (_, index) => free[Math.floor((index * free.length) / count)]!);
    case "random":
      return drawn(free, count, seed);
  }
}

/** Fisher and Yates' shuffle, as far as it is needed. */
function drawn(free: readonly number[], count: number, seed: number): number[] {
  const random = createRandom(seed);
  const left = [...free];
  return Array.from({ length: count }, (_, index) => {
    const at = index + random.integer(left.length - index);
    const rank = left[at]!;
    left[at] = left[index]!;
    return rank;
  });
}

function refuseRow(job: number, wanted: number, free: readonly number[]): never {
  let longest = 0;
  let row = 0;
  for (const [index, rank] of free.entries()) {
    row = free[index - 1] === rank - 1 ? row + 1 : 1;
    longest = Math.max(longest, row);
  }
  throw noRoom(job, wanted, `${longest} at most, as that many free NPUs are in a row`);
}

function noRoom(job: number, wanted: number, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", {
    problem: "the job finds no room",
    field: `jobs.${job}.npus`,
    found: wanted,
    expected,
  });
}
