import {
  type DifferenceCause,
  formatPercent,
  formatTime,
  type LabelledResult,
  type MeasuredDifference,
  type Result,
} from "@astra-ts/core";
import { partKeys, partNames, timeParts } from "./attribution.js";
import { comparedPairs } from "./pairs.js";

/** What contributes to a difference. */
export interface CauseOfDifference {
  readonly cause: string;
  /** ns; below 0 where the run gets shorter by it. */
  readonly time: number;
  /** `figures`: the same figure of both results, which is exact. `estimate`: message time of both networks, in proportion. */
  readonly basis: DifferenceCause["basis"] | "figures" | "estimate";
}

/** Why one result differs from another. */
export interface Difference {
  readonly label: string;
  readonly from: string;
  /** Total less the other total, ns, and as a fraction of it. */
  readonly time: number;
  readonly fraction: number;
  /** They add up to `time`. */
  readonly causes: readonly CauseOfDifference[];
  readonly sentence: string;
}

/** Differences of results: of all to the first, or of one thing at a time where variants ran on several networks. What was `measured` is told as found, the rest from the figures of the results. */
export function differences(
  runs: readonly LabelledResult[],
  measured: readonly MeasuredDifference[] = [],
): Difference[] {
  return comparedPairs(runs).map(({ run, from }) => {
    const own = measured.find((entry) => entry.label === run.label && entry.from === from.label);
    const time = run.result.time.total - from.result.time.total;
    const base = from.result.time.total;
    const fraction = base > 0 ? time / base : 0;
    const causes = own?.causes ?? figuresOf(from.result, run.result);
    const told = { label: run.label, from: from.label, time, fraction, causes };
    return { ...told, sentence: sentence(told) };
  });
}

/**
 * Computing, and communication that nothing hid, of both results. Communication is split by message time where one network carried both: what two networks call queueing is not
 * the same.
 */
function figuresOf(before: Result, after: Result): CauseOfDifference[] {
  const computing = after.time.compute - before.time.compute;
  const exposed = after.time.exposedCommunication - before.time.exposedCommunication;
  const found: CauseOfDifference[] = [{ cause: "computing", time: computing, basis: "figures" }];
  const split = before.network === after.network ? splitOf(before, after, exposed) : undefined;
  if (split === undefined)
    found.push({
      cause: "communication that computing does not hide, not told apart",
      time: exposed,
      basis: "figures",
    });
  else found.push(...split);
  return found.filter(({ time }) => time !== 0);
}

/** Exposed communication of both, each in proportion to what its messages spent their time on. Undefined where a network does not say. */
function splitOf(before: Result, after: Result, exposed: number): CauseOfDifference[] | undefined {
  const [old, own] = [exposedParts(before), exposedParts(after)];
  if (old === undefined || own === undefined) return undefined;
  const parts = partKeys.flatMap((key): CauseOfDifference[] => {
    const time = (own[key] ?? 0) - (old[key] ?? 0);
    return time === 0 ? [] : [{ cause: partNames[key], time, basis: "estimate" }];
  });
  // A result whose parts do not cancel hides more than it shows.
  const size = parts.reduce((sum, { time }) => sum + Math.abs(time), 0);
  return size > 2 * Math.abs(exposed) ? undefined : parts;
}

function exposedParts(result: Result): Partial<Record<(typeof partKeys)[number], number>> | undefined {
  const { serialization, propagation, queueing, endpoint, communication } = timeParts(result);
  if (communication !== null) return undefined;
  const sum = (serialization ?? 0) + (propagation ?? 0) + (queueing ?? 0) + (endpoint ?? 0);
  const scale = sum > 0 ? result.time.exposedCommunication / sum : 0;
  return {
    serialization: (serialization ?? 0) * scale,
    propagation: (propagation ?? 0) * scale,
    queueing: (queueing ?? 0) * scale,
    endpoint: (endpoint ?? 0) * scale,
  };
}

/** Causes below this share of the difference are told together. */
const small = 0.01;

function sentence({ label, from, time, fraction, causes }: Omit<Difference, "sentence">): string {
  const isEven = time === 0;
  const size = `${formatTime(Math.abs(time))} (${formatPercent(Math.abs(fraction))}) ${time > 0 ? "longer" : "less"}`;
  const start = isEven ? `${label} takes exactly as long as ${from}` : `${label} takes ${size} than ${from}`;
  const least = Math.abs(time) * small;
  const large = causes.filter((part) => part.time !== 0 && Math.abs(part.time) >= least);
  const rest = causes.filter((part) => part.time !== 0 && !large.includes(part));
  const restTime = rest.reduce((sum, part) => sum + part.time, 0);
  const reasons = large.map((part) => `${signed(part.time)} ${part.cause}`);
  if (rest.length === 1) reasons.push(`${signed(restTime)} ${rest[0]!.cause}`);
  else if (rest.length > 1 && restTime !== 0)
    reasons.push(`${signed(restTime)} in ${rest.length} smaller parts`);
  if (reasons.length === 0) return `${start}.`;
  const isEstimate = causes.some(({ basis }) => basis === "estimate");
  return `${start}: ${reasons.join(", ")}${isEstimate ? " (estimated from message times)" : ""}.`;
}

function signed(time: number): string {
  return `${time > 0 ? "+" : "−"}${formatTime(Math.abs(time))}`;
}
