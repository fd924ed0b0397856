import type { Result } from "@astra-ts/core";
import { toBase64 } from "./bytes.js";
import type { Lanes } from "./lanes.js";
import { type EncodedTrack, encodeDensity, encodeSpans, pickSpans, type SpanColumns } from "./track.js";

/** A lane as it is embedded in a page. */
export interface Lane {
  readonly label: string;
  readonly group: "dimension" | "npu";
  /** Index in `tracks`: lanes that did the same at the same times share one. */
  readonly track: number;
}

/** The timeline as it is embedded in a page. */
export interface TimelineData {
  /** End of the run, ns. */
  readonly end: number;
  /** Times in `tracks` are in ticks of 1/ticksPerNs ns. */
  readonly ticksPerNs: number;
  readonly names: readonly string[];
  readonly lanes: readonly Lane[];
  readonly tracks: readonly EncodedTrack[];
  /** Width of a bin of an aggregated track, ns; absent where every span is there. */
  readonly binWidth?: number;
  /** Spans that the run recorded, and those that found no room in its record. */
  readonly spans: number;
  readonly droppedSpans: number;
  readonly recordedRanks: number;
  /** NPU that the lanes of dimensions are seen from. */
  readonly seenFrom: number;
  readonly npus: number;
  /** NPU 0 was simulated for all, as all do the same. */
  readonly alike: boolean;
}

/** What a span of the longest ones takes, about. */
const longestSpanBytes = 8;

/** The timeline of a result's lanes: equal lanes stored once, all spans where they fit, otherwise busy shares in bins and the longest spans. */
export function buildTimeline(result: Result, found: Lanes, budget: number): TimelineData {
  const { lanes, names, ticksPerNs, end } = found;
  const columns: SpanColumns[] = [];
  const texts: string[] = [];
  const known = new Map<string, number>();
  const placed = lanes.map(({ label, group, columns: lane }): Lane => {
    const text = toBase64(encodeSpans(lane));
    let track = known.get(text);
    if (track === undefined) {
      track = columns.length;
      known.set(text, track);
      columns.push(lane);
      texts.push(text);
    }
    return { label, group, track };
  });
  const { spans, droppedSpans, ranks } = result.timeline;
  const shared = {
    end,
    ticksPerNs,
    names,
    lanes: placed,
    spans: spans.length,
    droppedSpans,
    recordedRanks: ranks.length,
    seenFrom: result.seenFrom,
    npus: result.npus,
    alike: result.simulation.ranks === 1 && result.npus > 1,
  };
  const size = texts.reduce((total, text) => total + text.length * 0.75, 0);
  if (size <= budget) return { ...shared, tracks: texts.map((text) => ({ spans: text })) };
  return aggregate(shared, columns, budget);
}

function aggregate(
  shared: Omit<TimelineData, "tracks" | "binWidth">,
  columns: readonly SpanColumns[],
  budget: number,
): TimelineData {
  const kinds = columns.reduce((total, { kind }) => total + new Set(kind).size, 0);
  const bins = Math.max(64, Math.min(8192, Math.floor((budget * 0.75) / Math.max(1, kinds))));
  const room = Math.floor((budget * 0.25) / longestSpanBytes);
  const durations = new Float64Array(columns.reduce((sum, { start }) => sum + start.length, 0));
  let at = 0;
  for (const { start, end } of columns)
    for (let index = 0; index < start.length; index++) durations[at++] = end[index] - start[index];
  durations.sort();
  const threshold = durations[Math.max(0, durations.length - 1 - room)];
  const ticks = shared.end * shared.ticksPerNs;
  const used = new Map<number, number>();
  const tracks = columns.map((lane): EncodedTrack => {
    const longest: number[] = [];
    lane.start.forEach((start, index) => {
      if (lane.end[index] - start > threshold) longest.push(index);
    });
    const picked = pickSpans(lane, longest);
    picked.name.forEach((name, index) => {
      if (!used.has(name)) used.set(name, used.size);
      picked.name[index] = used.get(name)!;
    });
    return { spans: toBase64(encodeSpans(picked)), density: encodeDensity(lane, ticks, bins) };
  });
  const names = [...used.keys()].map((name) => shared.names[name]);
  return { ...shared, names, tracks, binWidth: shared.end / bins };
}
