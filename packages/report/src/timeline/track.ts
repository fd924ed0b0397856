import { ByteWriter, fromBase64, readNumbers, toBase64 } from "./bytes.js";
import { spanKinds } from "./span-kinds.js";

/** Spans in order of their start, as columns. Times are whole ticks. */
export interface SpanColumns {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Index in `spanKinds`. */
  readonly kind: Uint8Array;
  /** Index in the list of names. */
  readonly name: Int32Array;
}

/** What one lane shows, as it is embedded in a page. */
export interface EncodedTrack {
  /** Spans as numbers in base64: start after the one before, duration, name and kind. */
  readonly spans: string;
  /**
   * Where there were too many spans: per kind, how much of each bin was busy, 0..255 in base64; empty for a kind that is not there. `spans` then has the
   * longest ones only.
   */
  readonly density?: readonly string[];
  /** Where the run itself merged its spans: per kind, one more than the index of the name that most of each bin was, as numbers in base64; 0 for none. */
  readonly main?: readonly string[];
}

export function encodeSpans(columns: SpanColumns): Uint8Array {
  const writer = new ByteWriter();
  let before = 0;
  for (let index = 0; index < columns.start.length; index++) {
    writer.write(columns.start[index] - before);
    writer.write(columns.end[index] - columns.start[index]);
    writer.write(columns.name[index] * spanKinds.length + columns.kind[index]);
    before = columns.start[index];
  }
  return writer.bytes();
}

export function decodeSpans(text: string): SpanColumns {
  const numbers = readNumbers(fromBase64(text));
  const count = numbers.length / 3;
  const columns = emptyColumns(count);
  let before = 0;
  for (let index = 0; index < count; index++) {
    before += numbers[index * 3];
    columns.start[index] = before;
    columns.end[index] = before + numbers[index * 3 + 1];
    const tag = numbers[index * 3 + 2];
    columns.kind[index] = tag % spanKinds.length;
    columns.name[index] = Math.floor(tag / spanKinds.length);
  }
  return columns;
}

export function emptyColumns(count: number): SpanColumns {
  return {
    start: new Float64Array(count),
    end: new Float64Array(count),
    kind: new Uint8Array(count),
    name: new Int32Array(count),
  };
}

/** The spans with the given indices, in that order. */
export function pickSpans(columns: SpanColumns, indices: readonly number[]): SpanColumns {
  const picked = emptyColumns(indices.length);
  indices.forEach((from, to) => {
    picked.start[to] = columns.start[from];
    picked.end[to] = columns.end[from];
    picked.kind[to] = columns.kind[from];
    picked.name[to] = columns.name[from];
  });
  return picked;
}

/** Share of each of `bins` equal bins of 0..`end` in which a span of this kind was open, 0..1; overlapping spans count once. */
export function densityOf(columns: SpanColumns, kind: number, end: number, bins: number): Float32Array {
  const density = new Float32Array(bins);
  const width = end / bins;
  if (!(width > 0)) return density;
  let covered = 0;
  for (let index = 0; index < columns.start.length; index++) {
    if (columns.kind[index] !== kind) continue;
    const from = Math.max(columns.start[index], covered);
    const to = columns.end[index];
    if (to <= from) continue;
    covered = to;
    const first = Math.min(Math.floor(from / width), bins - 1);
    const last = Math.min(Math.floor(to / width), bins - 1);
    for (let bin = first; bin <= last; bin++) {
      const overlap = Math.min(to, (bin + 1) * width) - Math.max(from, bin * width);
      density[bin] += Math.max(0, overlap) / width;
    }
  }
  return density;
}

/** Shares as bytes in base64; empty where all are 0. Whatever is there at all stays visible: a share above 0 is at least 1. */
export function encodeDensity(density: Float32Array): string {
  const bytes = Uint8Array.from(density, (share) =>
    share > 0 ? Math.max(1, Math.min(255, Math.round(share * 255))) : 0,
  );
  return bytes.some((byte) => byte > 0) ? toBase64(bytes) : "";
}

/** Indices of names, -1 for none, as numbers in base64. */
export function encodeMain(names: readonly number[]): string {
  const writer = new ByteWriter();
  for (const name of names) writer.write(name + 1);
  return toBase64(writer.bytes());
}

/** What `encodeMain` wrote. */
export function decodeMain(text: string): Int32Array {
  return Int32Array.from(readNumbers(fromBase64(text)), (number) => number - 1);
}
