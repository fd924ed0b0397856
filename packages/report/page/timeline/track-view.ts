import { fromBase64 } from "../../src/timeline/bytes.js";
import { spanKinds } from "../../src/timeline/span-kinds.js";
import { decodeMain, decodeSpans, densityOf, type EncodedTrack } from "../../src/timeline/track.js";

/** Spans of one kind on one lane, ready to be drawn. Times in ns. */
export interface KindView {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly name: Int32Array;
  /** Spans under way at the same time are in rows of their own. */
  readonly row: Uint8Array;
  readonly rows: number;
  /** Latest end up to each span: finds the first span in view. */
  readonly reach: Float64Array;
  /** Busy share of equal bins of the run, 0..1: for when many spans fall on one pixel, or not all are listed. */
  readonly density: Float32Array;
  /** The density is all there is of the spans that are not listed. */
  readonly aggregated: boolean;
  /** Index of the name that most of each bin was, where it is known; -1 for none. */
  readonly main?: Int32Array;
  /** What the density covers from 0, ns. */
  readonly runEnd: number;
}

const maxRows = 6;
const overviewBins = 4096;

/** Decodes a track, one view per kind of span. */
export function trackViews(track: EncodedTrack, ticksPerNs: number, end: number): (KindView | undefined)[] {
  const all = decodeSpans(track.spans);
  return spanKinds.map((_, kind): KindView | undefined => {
    const own: number[] = [];
    all.kind.forEach((code, index) => {
      if (code === kind) own.push(index);
    });
    const stored = track.density?.[kind] ?? "";
    if (own.length === 0 && stored === "") return undefined;
    const start = Float64Array.from(own, (index) => all.start[index] / ticksPerNs);
    const ends = Float64Array.from(own, (index) => all.end[index] / ticksPerNs);
    const name = Int32Array.from(own, (index) => all.name[index]);
    const density =
      stored === ""
        ? densityOf({ start, end: ends, name, kind: new Uint8Array(own.length) }, 0, end, overviewBins)
        : Float32Array.from(fromBase64(stored), (byte) => byte / 255);
    return {
      start,
      end: ends,
      name,
      ...rowsOf(start, ends),
      density,
      aggregated: stored !== "",
      ...(track.main?.[kind] ? { main: decodeMain(track.main[kind]) } : {}),
      runEnd: end,
    };
  });
}

function rowsOf(start: Float64Array, end: Float64Array): Pick<KindView, "row" | "rows" | "reach"> {
  const row = new Uint8Array(start.length);
  const reach = new Float64Array(start.length);
  const free: number[] = [];
  let latest = 0;
  for (let index = 0; index < start.length; index++) {
    let place = free.findIndex((time) => time <= start[index]);
    if (place < 0) place = Math.min(free.length, maxRows - 1);
    free[place] = Math.max(free[place] ?? 0, end[index]);
    row[index] = place;
    latest = Math.max(latest, end[index]);
    reach[index] = latest;
  }
  return { row, rows: Math.max(1, free.length), reach };
}

/** Indices of the spans that touch from..to: all between the two are candidates. */
export function visibleRange({ start, reach }: KindView, from: number, to: number): [number, number] {
  return [firstAtLeast(reach, from), firstAtLeast(start, to)];
}

function firstAtLeast(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
