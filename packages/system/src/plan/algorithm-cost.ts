import type { StepPlan } from "@astra-ts/core";
import type { Wiring } from "./wiring.js";

/** Links visited for one estimate, different rounds and messages of one NPU at most. */
const mostVisits = 2 ** 21;
const mostRounds = 64;
const mostSends = 2 ** 22;

/** Time that a plan takes about, ns, by what takes it. */
export interface PlanCost {
  /** The most loaded link of each round. */
  readonly transfer: number;
  /** The longest way of each round, and the endpoint. */
  readonly latency: number;
}

/**
 * Time that a plan takes about on a wiring, where messages share links, round after round; `stepTime` ns are added for each. Undefined where working it out would take long.
 * A round holds as many steps as an NPU has messages under way. Rounds that send alike are looked at once.
 */
export function planCost(plan: StepPlan, wiring: Wiring, stepTime: number): PlanCost | undefined {
  const { sends, parallelism } = plan;
  if (sends > mostSends) return undefined;
  const known: { readonly first: number; readonly round: Round }[] = [];
  let visits = 0;
  let transfer = 0;
  let latency = 0;
  for (let first = 0; first < sends; first += parallelism) {
    const last = Math.min(first + parallelism, sends);
    // Most often a round is like the one before.
    let round = known.findLast((other) => isAlike(plan, other.first, first, last, wiring.npus))?.round;
    if (round === undefined) {
      round = measure(plan, first, last, wiring, mostVisits - visits);
      if (round === undefined || known.length === mostRounds) return undefined;
      visits += round.visits;
      known.push({ first, round });
    }
    transfer += round.timePerByte * plan.bytes(first);
    latency += round.latency + stepTime;
  }
  return { transfer, latency };
}

/** Bytes that each NPU sends. */
export function bytesSentBy({ sends, bytes }: StepPlan): number {
  let sum = 0;
  for (let step = 0; step < sends; step++) sum += bytes(step);
  return sum;
}

interface Round {
  /** ns per byte of the round's first step. */
  readonly timePerByte: number;
  readonly latency: number;
  readonly visits: number;
}

/** Whether the first two NPUs and the last one send to the same ones in two rounds, in the same proportion of sizes: the rest follows the same rule. */
function isAlike(
  { destination, bytes, sends }: StepPlan,
  other: number,
  first: number,
  last: number,
  npus: number,
): boolean {
  if (other + (last - first) > sends) return false;
  const scale = bytes(first) / Math.max(1, bytes(other));
  for (let step = first; step < last; step++) {
    const mirrored = other + (step - first);
    if (bytes(step) !== bytes(mirrored) * scale) return false;
    for (const position of [0, 1, npus - 1])
      if (destination(position, step) !== destination(position, mirrored)) return false;
  }
  return true;
}

function measure(
  { destination, bytes }: StepPlan,
  first: number,
  last: number,
  { npus, visitRoute }: Wiring,
  mostVisited: number,
): Round | undefined {
  const busy = new Map<number, number>();
  let latency = 0;
  let visits = 0;
  for (let step = first; step < last; step++) {
    const share = bytes(step) / Math.max(1, bytes(first));
    for (let position = 0; position < npus; position++) {
      let way = 0;
      visitRoute(position, destination(position, step), (link, bandwidth, delay) => {
        busy.set(link, (busy.get(link) ?? 0) + share / bandwidth);
        way += delay;
        visits++;
      });
      latency = Math.max(latency, way);
      if (visits > mostVisited) return undefined;
    }
  }
  const timePerByte = [...busy.values()].reduce((most, time) => Math.max(most, time), 0);
  return { timePerByte, latency, visits };
}
