import type { Result } from "@astra-ts/core";
import { toBase64 } from "./bytes.js";
import type { LaneColumns, Lanes } from "./lanes.js";
import { resampledNames, resampledShares } from "./resample.js";
import { spanKinds } from "./span-kinds.js";
import { densityOf, type EncodedTrack, encodeDensity, encodeMain, encodeSpans, pickSpans } from "./track.js";

/** A lane as it is embedded in a page. */
export interface Lane {
  readonly label: string;
  readonly group: "dimension" | "npu";
  /** Index in `tracks`: lanes that did the same at the same times share one. */
  readonly track: number;
  /** Of an NPU's lane. */
  readonly rank?: number;
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
  /** Spans that the lanes show, and those of which an older result knows the number alone. */
  readonly spans: number;
  readonly lostSpans: number;
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
  const distinct: LaneColumns[] = [];
  const texts: string[] = [];
  const known = new Map<string, number>();
  const placed = lanes.map((lane): Lane => {
    const text = toBase64(encodeSpans(lane.columns));
    const key = lane.merged === undefined ? text : `${text} ${JSON.stringify(lane.merged)}`;
    let track = known.get(key);
    if (track === undefined) {
      track = distinct.length;
      known.set(key, track);
      distinct.push(lane);
      texts.push(text);
    }
    const { label, group, rank } = lane;
    return { label, group, track, ...(rank === undefined ? {} : { rank }) };
  });
  const { spans, mergedSpans, overview, ranks } = result.timeline;
  const shared = {
    end,
    ticksPerNs,
    names,
    lanes: placed,
    spans: spans.length + (overview === undefined ? 0 : mergedSpans),
    lostSpans: overview === undefined ? mergedSpans : 0,
    recordedRanks: ranks.length,
    seenFrom: result.seenFrom,
    npus: result.npus,
    alike: result.simulation.ranks === 1 && result.npus > 1,
  };
  const size = texts.reduce((total, text) => total + text.length * 0.75, 0);
  if (size <= budget && overview === undefined)
    return { ...shared, tracks: texts.map((text) => ({ spans: text })) };
  return aggregate(shared, distinct, budget, overview?.binWidth ?? 0);
}

/** Bins are no narrower than those of the run. */
function aggregate(
  shared: Omit<TimelineData, "tracks" | "binWidth">,
  lanes: readonly LaneColumns[],
  budget: number,
  narrowest: number,
): TimelineData {
  const bytesPerBin = lanes.reduce((total, lane) => total + binBytes(lane), 0);
  const wanted = Math.max(64, Math.min(8192, Math.floor((budget * 0.75) / Math.max(1, bytesPerBin))));
  const bins = narrowest > 0 ? Math.min(wanted, Math.max(1, Math.ceil(shared.end / narrowest))) : wanted;
  const room = Math.floor((budget * 0.25) / longestSpanBytes);
  const threshold = lengthOfLongest(lanes, room);
  const ticks = shared.end * shared.ticksPerNs;
  const used = new Map<number, number>();
  const usedName = (name: number): number => {
    const number = used.get(name) ?? used.size;
    used.set(name, number);
    return number;
  };
  const tracks = lanes.map(({ columns, merged = [] }): EncodedTrack => {
    const longest: number[] = [];
    columns.start.forEach((start, index) => {
      if (columns.end[index] - start > threshold) longest.push(index);
    });
    const picked = pickSpans(columns, longest);
    picked.name.forEach((name, index) => {
      picked.name[index] = usedName(name);
    });
    const byKind = spanKinds.map((_, kind) => merged.find((own) => own.kind === kind));
    const density = byKind.map((own, kind) =>
      encodeDensity(own ? resampledShares(own, shared.end, bins) : densityOf(columns, kind, ticks, bins)),
    );
    const spans = toBase64(encodeSpans(picked));
    if (merged.length === 0) return { spans, density };
    const main = byKind.map((own) =>
      own === undefined
        ? ""
        : encodeMain(resampledNames(own, shared.end, bins).map((name) => (name < 0 ? -1 : usedName(name)))),
    );
    return { spans, density, main };
  });
  const names = [...used.keys()].map((name) => shared.names[name]);
  return { ...shared, names, tracks, binWidth: shared.end / bins };
}

/** Of one bin of all kinds of a lane, about: a byte of its share, and two of a name. */
function binBytes({ columns, merged }: LaneColumns): number {
  return merged === undefined ? new Set(columns.kind).size : merged.length * 3;
}

/** As many spans as there is room for are longer, in ticks. */
function lengthOfLongest(lanes: readonly LaneColumns[], room: number): number {
  const lengths = new Float64Array(lanes.reduce((sum, { columns }) => sum + columns.start.length, 0));
  let at = 0;
  for (const { columns } of lanes)
    columns.start.forEach((start, index) => {
      lengths[at++] = columns.end[index] - start;
    });
  lengths.sort();
  return lengths.length <= room ? -1 : lengths[lengths.length - 1 - room];
}
