import type { LabelledResult } from "@astra-ts/core";
import {
  type AlgorithmReport,
  type Dimension,
  formatTime,
  type PhaseSpan,
  type Result,
} from "@astra-ts/core";

/** A run on a faster machine must take longer by this share to be worth a sentence. */
const notable = 0.001;

/** What makes one machine faster than another, by dimension. */
interface Faster {
  readonly dimension: number;
  readonly what: "more bandwidth" | "less latency";
}

/** Runs that take longer although their machine is faster and all else is the same: a sentence for each, with what changed. */
export function surpriseSentences(runs: readonly LabelledResult[]): string[] {
  return runs.flatMap((faster) => {
    const slower = runs.find((other) => isSurprise(other.result, faster.result));
    return slower === undefined ? [] : [sentence(slower, faster)];
  });
}

function isSurprise(slow: Result, fast: Result): boolean {
  const longer = fast.time.total - slow.time.total;
  return longer > slow.time.total * notable && advantages(slow, fast).length > 0 && isSameElse(slow, fast);
}

function sentence(slow: LabelledResult, fast: LabelledResult): string {
  const difference = formatTime(fast.result.time.total - slow.result.time.total);
  const better = advantages(slow.result, fast.result)
    .map(({ what, dimension }) => `${what} in dimension ${dimension}`)
    .join(" and ");
  return `${fast.label} has ${better} than ${slow.label} and yet takes ${difference} longer: ${cause(slow.result, fast.result)}.`;
}

/** Where the second machine is faster; empty where it is not, or not in every respect. */
function advantages({ topology: slow = [] }: Result, { topology: fast = [] }: Result): Faster[] {
  if (slow.length !== fast.length) return [];
  const found: Faster[] = [];
  for (const [dimension, before] of slow.entries()) {
    const after = fast[dimension]!;
    if (after.shape !== before.shape || after.npus !== before.npus || after.links !== before.links) return [];
    const widths = [bandwidths(before), bandwidths(after)] as const;
    const delays = [latencies(before), latencies(after)] as const;
    if (widths[1].some((width, index) => width < widths[0][index]!)) return [];
    if (delays[1].some((delay, index) => delay > delays[0][index]!)) return [];
    if (widths[1].some((width, index) => width > widths[0][index]!))
      found.push({ dimension, what: "more bandwidth" });
    if (delays[1].some((delay, index) => delay < delays[0][index]!))
      found.push({ dimension, what: "less latency" });
  }
  return found;
}

function bandwidths({ bandwidth, uplinkBandwidth = bandwidth }: Dimension): number[] {
  return [bandwidth, uplinkBandwidth];
}

function latencies({ latency, uplinkLatency = latency }: Dimension): number[] {
  return [latency, uplinkLatency];
}

function isSameElse(a: Result, b: Result): boolean {
  const rest = ({ network, npus, setup, time, layers }: Result): string =>
    JSON.stringify([network, npus, setup, time.compute, layers.map(({ name }) => name)]);
  return rest(a) === rest(b);
}

function cause(slow: Result, fast: Result): string {
  const algorithm = otherAlgorithm(slow.systemReport.algorithms ?? [], fast.systemReport.algorithms ?? []);
  if (algorithm !== undefined) return algorithm;
  const changed = firstChange(inOrder(slow), inOrder(fast));
  if (changed !== undefined) {
    const [before, after] = changed;
    return `the order of collectives has changed (at ${formatTime(after.start)} ${words(after)} starts, where ${words(before)} came before), and the new order is the worse one`;
  }
  return "its collectives run in the same order, so the reason lies in the network (sizes of buffers or packets, or the turns that messages take)";
}

function otherAlgorithm(
  slow: readonly AlgorithmReport[],
  fast: readonly AlgorithmReport[],
): string | undefined {
  for (const { kind, dimension, npus, algorithm } of slow) {
    const other = fast.find(
      (entry) => entry.kind === kind && entry.dimension === dimension && entry.npus === npus,
    );
    if (other !== undefined && other.algorithm !== algorithm)
      return `${other.algorithm} was chosen for ${kind} in dimension ${dimension}, in place of ${algorithm}`;
  }
  return undefined;
}

/** Phases in the order in which they started. */
function inOrder({ systemReport }: Result): PhaseSpan[] {
  return [...(systemReport.phases ?? [])].sort(
    (a, b) => a.start - b.start || a.collective - b.collective || a.chunk - b.chunk,
  );
}

/** The first place at which two orders part, by dimension: what is done in different dimensions at a time has no order. */
function firstChange(
  before: readonly PhaseSpan[],
  after: readonly PhaseSpan[],
): readonly [PhaseSpan, PhaseSpan] | undefined {
  const changes: (readonly [PhaseSpan, PhaseSpan])[] = [];
  for (const dimension of new Set(before.map((phase) => phase.dimension))) {
    const [own, other] = [before, after].map((list) => list.filter((phase) => phase.dimension === dimension));
    const at = own!.findIndex(
      (phase, index) => other![index] !== undefined && !isSamePhase(phase, other![index]!),
    );
    if (at >= 0) changes.push([own![at]!, other![at]!]);
  }
  return changes.sort(([, a], [, b]) => a.start - b.start)[0];
}

function isSamePhase(a: PhaseSpan, b: PhaseSpan): boolean {
  return a.collective === b.collective && a.chunk === b.chunk && a.phase === b.phase;
}

function words({ kind, collective, chunk, phase }: PhaseSpan): string {
  return `${kind} of collective ${collective}, chunk ${chunk}, phase ${phase}`;
}
