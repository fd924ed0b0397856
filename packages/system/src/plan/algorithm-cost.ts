import type { StepPlan } from "@astra-ts/core";
import type { Wiring } from "./wiring.js";

/** Links visited for one estimate, different rounds and messages of one NPU at most. */
const mostVisits = 2 ** 19;
const mostRounds = 64;
const mostSends = 2 ** 22;

/** Time that a plan takes about, ns, by what takes it. */
export interface PlanCost {
  /** The most loaded link of each round. */
  readonly transfer: number;
  /** The longest way of each round, and the endpoint. */
  readonly latency: number;
}

/** What an estimate needs to know beside the plan. */
export interface CostTask {
  readonly wiring: Wiring;
  /** ns that each step takes at the endpoint. */
  readonly stepTime: number;
  /** Whether all NPUs send the same distance onwards at each step. */
  readonly isShifted: boolean;
  /** ns; nobody asks for a cost that is not below it. */
  readonly below: number;
}

/**
 * Time that a plan takes about on a wiring, where messages share links, round after round. Undefined where it is not below what was asked for, or where working it out would take long.
 * A round holds as many steps as an NPU has messages under way. Rounds that send alike are looked at once, and so are NPUs that send alike over links that lie alike.
 */
export function planCost(plan: StepPlan, task: CostTask): PlanCost | undefined {
  const { wiring, stepTime, below } = task;
  const { sends, parallelism } = plan;
  if (sends > mostSends) return undefined;
  const looked = task.isShifted ? [0] : [0, 1, wiring.npus - 1];
  const known: { readonly first: number; readonly round: Round }[] = [];
  const busy = new Float64Array(wiring.links);
  let visits = 0;
  let transfer = 0;
  let latency = 0;
  for (let first = 0; first < sends; first += parallelism) {
    const last = Math.min(first + parallelism, sends);
    // Most often a round is like the one before.
    let round = known.findLast((other) => isAlike(plan, other.first, first, last, looked))?.round;
    if (round === undefined) {
      const allowed = { visits: mostVisits - visits, time: below - transfer - latency };
      round = measure(plan, first, last, task, busy, allowed);
      if (round === undefined || known.length === mostRounds) return undefined;
      visits += round.visits;
      known.push({ first, round });
    }
    transfer += round.timePerByte * plan.bytes(first);
    latency += round.latency + stepTime;
    if (transfer + latency >= below) return undefined;
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

/** Whether some NPUs send to the same ones in two rounds, in the same proportion of sizes: the rest follows the same rule. */
function isAlike(
  { destination, bytes, sends }: StepPlan,
  other: number,
  first: number,
  last: number,
  positions: readonly number[],
): boolean {
  if (other + (last - first) > sends) return false;
  const scale = bytes(first) / Math.max(1, bytes(other));
  for (let step = first; step < last; step++) {
    const mirrored = other + (step - first);
    if (bytes(step) !== bytes(mirrored) * scale) return false;
    for (const position of positions)
      if (destination(position, step) !== destination(position, mirrored)) return false;
  }
  return true;
}

/** Loads the links, which are all idle, with a round's messages, and leaves them idle; undefined as soon as that takes more visits, or the busiest link more time, than is allowed. */
function measure(
  { destination, bytes }: StepPlan,
  first: number,
  last: number,
  { wiring, isShifted }: CostTask,
  busy: Float64Array,
  allowed: { readonly visits: number; readonly time: number },
): Round | undefined {
  const { classOf, visitRoute } = wiring;
  const oneForAll = isShifted && classOf !== undefined;
  const positions = oneForAll ? 1 : wiring.npus;
  const whole = bytes(first);
  const loaded: number[] = [];
  let timePerByte = 0;
  let latency = 0;
  let visits = 0;
  for (let step = first; step < last; step++) {
    const share = bytes(step) / Math.max(1, whole);
    for (let position = 0; position < positions; position++) {
      let way = 0;
      visitRoute(position, destination(position, step), (link, bandwidth, delay) => {
        const part = oneForAll ? classOf(link) : link;
        if (busy[part] === 0) loaded.push(part);
        const time = busy[part]! + share / bandwidth;
        busy[part] = time;
        timePerByte = Math.max(timePerByte, time);
        way += delay;
        visits++;
      });
      latency = Math.max(latency, way);
      if (visits > allowed.visits || timePerByte * whole >= allowed.time) return undefined;
    }
  }
  for (const link of loaded) busy[link] = 0;
  return { timePerByte, latency, visits };
}
