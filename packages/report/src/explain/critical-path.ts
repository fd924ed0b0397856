import type { GraphPath, PhaseSpan, Result, RunPath, TimelineSpan } from "@astra-ts/core";
import { collectiveNames, phaseName } from "../timeline/phase-names.js";
import type { PathShares } from "./path-summary.js";

/** One link of the chain that ends when the last NPU finishes; each starts when the one before ends. */
export interface PathStep {
  readonly kind: "compute" | "phase" | "queue" | "exposed" | "message" | "other";
  readonly name: string;
  /** Logical dimension of a phase, or of the queue that a chunk stood in. */
  readonly dimension: number | null;
  /** ns. */
  readonly start: number;
  readonly end: number;
}

/** What the finish waited for, step by step. */
export interface CriticalPath {
  /** In order of time, from 0 to the end of the run; none with `counters`. */
  readonly steps: readonly PathStep[];
  /**
   * `graph`: followed node by node, from NPU to NPU. `events`: event by event, from NPU to NPU. `phases`: chunk by chunk. `spans`: only computing and standing still are known. `counters`: the record has gaps, so that
   * there is no path.
   */
  readonly detail: "graph" | "events" | "phases" | "spans" | "counters";
  /** With `graph`: ns of all steps, those too that are not told one by one. */
  readonly times?: GraphPath["times"];
  /** With `events`: time of all steps, those too that are not told one by one. */
  readonly shares?: PathShares;
  /** Earlier steps that are not told one by one. */
  readonly droppedSteps?: number;
}

/**
 * What bounded the finish of the last NPU, followed backwards from the end: whatever ended when the next thing began. A phase began when its chunk's phase before ended, when
 * the chunk before it left the dimension, or when the collective was issued, that is when computing ended.
 */
export function criticalPath(result: Result): CriticalPath {
  if (result.graph?.criticalPath !== undefined) return graphPath(result.graph.criticalPath);
  if (result.criticalPath !== undefined) return eventPath(result, result.criticalPath);
  const own = result.timeline.spans.filter(({ rank }) => rank === result.seenFrom);
  const { phases = [], droppedPhases = 0 } = result.systemReport;
  const isWhole = result.timeline.mergedSpans === 0 && (own.length > 0 || phases.length > 0);
  if (!isWhole || droppedPhases > 0) return { steps: [], detail: "counters" };
  const detail = phases.length > 0 ? "phases" : "spans";
  const steps = detail === "phases" ? chunkPath(result, own, phases) : spanPath(own, result.time.total);
  return { steps: steps.reverse(), detail };
}

/** What the workload layer followed across NPUs; where it tells only the last steps, what came before is one. */
function graphPath({ steps, times }: GraphPath): CriticalPath {
  const told = steps.map(({ rank, name, kind, start, end }): PathStep => {
    const own = kind === "compute" ? "compute" : kind === "communication" ? "message" : "other";
    return { kind: own, name: `NPU ${rank}: ${name}`, dimension: null, start, end };
  });
  const start = told[0]?.start ?? 0;
  const before: PathStep[] =
    start > 0 ? [{ kind: "other", name: "what came before", dimension: null, start: 0, end: start }] : [];
  return { steps: [...before, ...told], detail: "graph", times };
}

/** What was followed across NPUs. Dimensions are those that collectives see: where two are parts of one, messages count for the first. */
function eventPath(
  { systemReport, time: { total } }: Result,
  { steps, droppedSteps, times }: RunPath,
): CriticalPath {
  const logical = (dimension: number | undefined): number =>
    systemReport.dimensions.findIndex(({ physical }) => physical === dimension);
  const told = steps.map(({ kind, rank, from, dimension, name, start, end }): PathStep => {
    const along = kind === "message" ? logical(dimension) : -1;
    const at = { dimension: along < 0 ? null : along, start, end };
    if (kind === "compute") return { kind, name: `NPU ${rank}: ${name ?? "computing"}`, ...at };
    if (kind === "message")
      return {
        kind: along < 0 ? "message" : "phase",
        name: `message from NPU ${from ?? rank} to NPU ${rank}`,
        ...at,
      };
    const what = kind === "endpoint" ? "endpoint delays and reductions" : "waiting";
    return { kind: "other", name: `NPU ${rank}: ${what}`, ...at };
  });
  const dimensions = systemReport.dimensions.map(({ physical }, index) =>
    logical(physical) === index ? (times.dimensions[physical] ?? 0) : 0,
  );
  const known = dimensions.reduce((sum, own) => sum + own, times.compute + times.message);
  const shares = {
    compute: times.compute,
    dimensions,
    exposed: times.message,
    other: Math.max(0, total - known),
  };
  return { steps: told, detail: "events", shares, droppedSteps };
}

function chunkPath(result: Result, own: readonly TimelineSpan[], phases: readonly PhaseSpan[]): PathStep[] {
  const names = collectiveNames(result);
  const computes = byEnd(own.filter(({ kind, start, end }) => kind === "compute" && end > start));
  const waits = byEnd(own.filter(({ kind }) => kind === "communication"));
  const ended = byEnd(phases.filter(({ start, end }) => end > start));
  const steps: PathStep[] = [];
  let time = result.time.total;
  let after: PhaseSpan | undefined;
  const step = (kind: PathStep["kind"], name: string, start: number, dimension: number | null): void => {
    if (start < time) steps.push({ kind, name, dimension, start, end: time });
    time = start;
  };
  while (time > 0) {
    const phase = causeOf(after, endedAt(ended, time));
    const compute = endedAt(computes, time)[0];
    if (compute !== undefined && (phase === undefined || !follows(after, phase))) {
      step("compute", compute.name, compute.start, null);
      after = undefined;
    } else if (phase !== undefined) {
      step("phase", phaseName(phase, names), phase.start, phase.dimension);
      after = phase;
    } else if (after !== undefined && after.queued < time) {
      step("queue", `${phaseName(after, names)}, waiting for its turn`, after.queued, after.dimension);
      after = undefined;
    } else {
      const last = Math.max(0, endBefore(computes, time), endBefore(ended, time));
      const wait = waits[lowerBound(waits, time + 1) - 1];
      if (wait !== undefined && wait.end > last) step("exposed", wait.name, last, null);
      else step("other", "endpoint delays and waiting for other NPUs", last, null);
      after = undefined;
    }
  }
  return steps;
}

/** Of the phases that ended just then, the one that the next phase had to wait for. */
function causeOf(after: PhaseSpan | undefined, candidates: readonly PhaseSpan[]): PhaseSpan | undefined {
  if (after === undefined) return candidates[0];
  return candidates.find((phase) => follows(after, phase)) ?? candidates[0];
}

function follows(after: PhaseSpan | undefined, before: PhaseSpan): boolean {
  if (after === undefined) return false;
  const sameChunk = before.collective === after.collective && before.chunk === after.chunk;
  return sameChunk || (after.queued < after.start && before.dimension === after.dimension);
}

/** The chain as the workload layer saw it: computing, and standing still for communication. */
function spanPath(own: readonly TimelineSpan[], total: number): PathStep[] {
  const chain = byEnd(own.filter(({ kind, start, end }) => kind !== "communication" && end > start));
  const steps: PathStep[] = [];
  let time = total;
  for (let index = chain.length - 1; index >= 0 && time > 0; index--) {
    const span = chain[index];
    if (span.end > time) continue;
    if (span.end < time)
      steps.push({ kind: "other", name: "waiting", dimension: null, start: span.end, end: time });
    const kind = span.kind === "compute" ? "compute" : "exposed";
    steps.push({ kind, name: span.name, dimension: null, start: span.start, end: span.end });
    time = span.start;
  }
  if (time > 0) steps.push({ kind: "other", name: "waiting", dimension: null, start: 0, end: time });
  return steps;
}

function byEnd<Span extends { readonly end: number }>(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a.end - b.end);
}

/** All spans that ended at this instant, in a list ordered by end. */
function endedAt<Span extends { readonly end: number }>(spans: readonly Span[], time: number): Span[] {
  const found: Span[] = [];
  for (let index = lowerBound(spans, time); index < spans.length && spans[index].end === time; index++)
    found.push(spans[index]);
  return found;
}

function endBefore(spans: readonly { readonly end: number }[], time: number): number {
  return spans[lowerBound(spans, time) - 1]?.end ?? 0;
}

function lowerBound(spans: readonly { readonly end: number }[], time: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].end < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
