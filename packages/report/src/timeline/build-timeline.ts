import type { Result } from "@astra-ts/core";
import { toBase64 } from "./bytes.js";
import { dimensionSpans } from "./dimension-spans.js";
import { type LaneSpans, ticksPerNs, toColumns } from "./lane-spans.js";
import { type EncodedTrack, encodeDensity, encodeSpans, pickSpans, type SpanColumns } from "./track.js";

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
  readonly npus: number;
}

/** Bytes before base64 that the spans of one timeline may take: keeps a page of one run below 5 MB. */
const byteBudget = 2_200_000;
const longestSpanBytes = 8;

/** Timeline of a result: equal lanes stored once, all spans where they fit, otherwise busy shares in bins and the longest spans. */
export function buildTimeline(result: Result, budget: number = byteBudget): TimelineData {
  const { timeline } = result;
  const names = new Map<string, number>();
  const byRank = Array.from({ length: timeline.recordedRanks }, (): LaneSpans => []);
  for (const span of timeline.spans) byRank[span.rank]?.push(span);
  const lanes = [
    ...dimensionSpans(result).map(({ label, spans }) => ({ label, group: "dimension" as const, spans })),
    ...byRank.map((spans, rank) => ({ label: `NPU ${rank}`, group: "npu" as const, spans })),
  ];
  const scale = ticksPerNs(lanes.map(({ spans }) => spans));
  const columns: SpanColumns[] = [];
  const texts: string[] = [];
  const known = new Map<string, number>();
  const placed = lanes.map(({ label, group, spans }): Lane => {
    const lane = toColumns(spans, names, scale);
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
  const end = Math.max(
    result.time.total,
    columns.reduce((latest, { end: ends }) => ends.reduce((a, b) => Math.max(a, b), latest), 0) / scale,
  );
  const size = texts.reduce((total, text) => total + text.length * 0.75, 0);
  const shared = {
    end,
    ticksPerNs: scale,
    names: [...names.keys()],
    lanes: placed,
    spans: timeline.spans.length,
    droppedSpans: timeline.droppedSpans,
    recordedRanks: timeline.recordedRanks,
    npus: result.npus,
  };
  if (size <= budget) return { ...shared, tracks: texts.map((spans) => ({ spans })) };
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
  const durations = columns.flatMap(({ start, end }) =>
    Array.from(start, (from, index) => end[index] - from),
  );
  const threshold = durations.sort((a, b) => b - a)[Math.min(room, durations.length - 1)];
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
