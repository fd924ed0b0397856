import { type Result, refuseOtherSchema, type TimelineOverview } from "@astra-ts/core";
import { dimensionSpans } from "../timeline/dimension-spans.js";
import type { NamedSpan } from "../timeline/lane-spans.js";
import { spansByRank } from "../timeline/lanes.js";

/** A span: `ph` "X", times in microseconds. */
export interface CompleteEvent {
  readonly ph: "X";
  readonly name: string;
  readonly cat: string;
  /** Start and duration, us. */
  readonly ts: number;
  readonly dur: number;
  readonly pid: number;
  readonly tid: number;
}

/** The name or the order of a process or thread: `ph` "M". */
export interface MetadataEvent {
  readonly ph: "M";
  readonly name: "process_name" | "process_sort_index" | "thread_name" | "thread_sort_index";
  readonly pid: number;
  readonly tid: number;
  readonly args: { readonly name: string } | { readonly sort_index: number };
}

/** A value from an instant on, drawn as a graph: `ph` "C", time in microseconds. */
export interface CounterEvent {
  readonly ph: "C";
  /** `compute, busy %`. */
  readonly name: string;
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: { readonly busy: number };
}

/** An event of Chrome's trace format. */
export type TraceEvent = CompleteEvent | MetadataEvent | CounterEvent;

/** Chrome's Trace Event Format, JSON object form, which Perfetto, chrome://tracing and speedscope open. */
export interface TimelineTrace {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: "ns";
  readonly otherData: Readonly<Record<string, string>>;
}

/**
 * The timeline of a result as a trace: one process per dimension and per recorded NPU, with threads for compute, its CPU, exposed communication, communication and memory. Spans of one
 * thread must not overlap in this format, so that collectives under way at the same time are on threads of their own. Where only the longest spans are listed, a graph for each kind
 * of activity shows how busy the NPU was with it over the whole run.
 */
export function timelineTrace(result: Result): TimelineTrace {
  refuseOtherSchema(result, ["result"]);
  const events: TraceEvent[] = [];
  const { mergedSpans, overview } = result.timeline;
  for (const [rank, own] of spansByRank(result.timeline)) {
    nameProcess(events, rank, `NPU ${rank}`, rank + result.systemReport.dimensions.length);
    const kind = (wanted: NamedSpan["kind"]) => own.filter((span) => span.kind === wanted);
    let thread = addThreads(events, rank, 0, "compute", kind("compute"));
    thread = addThreads(events, rank, thread, "CPU", kind("cpu"));
    thread = addThreads(events, rank, thread, "exposed communication", kind("exposed"));
    thread = addThreads(events, rank, thread, "communication", kind("communication"));
    addThreads(events, rank, thread, "remote memory", kind("memory"));
  }
  if (overview !== undefined) addCounters(events, overview);
  dimensionSpans(result).forEach(({ label, spans: own }, dimension) => {
    const pid = result.npus + dimension;
    const shape = result.topology?.[result.systemReport.dimensions[dimension].physical]?.shape;
    nameProcess(
      events,
      pid,
      shape === undefined ? label : `${label} (${shape}), seen from NPU ${result.seenFrom}`,
      dimension,
    );
    addThreads(events, pid, 0, "phases", own);
  });
  return {
    traceEvents: events,
    displayTimeUnit: "ns",
    otherData: {
      name: result.name,
      network: result.network,
      npus: String(result.npus),
      version: `astra-ts ${result.version}`,
      ...(mergedSpans > 0 ? { mergedSpans: String(mergedSpans) } : {}),
    },
  };
}

function nameProcess(events: TraceEvent[], pid: number, name: string, order: number): void {
  events.push({ ph: "M", name: "process_name", pid, tid: 0, args: { name } });
  events.push({ ph: "M", name: "process_sort_index", pid, tid: 0, args: { sort_index: order } });
}

/** A value where the busy share of a bin differs from that of the bin before. */
function addCounters(events: TraceEvent[], { binWidth, lanes }: TimelineOverview): void {
  for (const { rank, kind, busy } of lanes) {
    let before = 0;
    [...busy, 0].forEach((time, bin) => {
      const share = Math.round((time / binWidth) * 1000) / 10;
      if (share === before) return;
      before = share;
      const ts = (bin * binWidth) / 1000;
      events.push({ ph: "C", name: `${kind}, busy %`, ts, pid: rank, tid: 0, args: { busy: share } });
    });
  }
}

/** Spreads spans over as few threads as keep them apart; returns the first thread number that is free. */
function addThreads(
  events: TraceEvent[],
  pid: number,
  first: number,
  name: string,
  spans: readonly NamedSpan[],
): number {
  const ends: number[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    let lane = ends.findIndex((end) => end <= span.start);
    if (lane < 0) {
      lane = ends.length;
      const tid = first + lane;
      const args = { name: lane === 0 ? name : `${name} ${lane + 1}` };
      events.push({ ph: "M", name: "thread_name", pid, tid, args });
      events.push({ ph: "M", name: "thread_sort_index", pid, tid, args: { sort_index: tid } });
    }
    ends[lane] = span.end;
    events.push({
      ph: "X",
      name: span.name,
      cat: span.kind,
      ts: span.start / 1000,
      dur: (span.end - span.start) / 1000,
      pid,
      tid: first + lane,
    });
  }
  return first + ends.length;
}
