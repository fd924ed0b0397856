import { type SpanKind, spanKinds } from "./span-kinds.js";
import { emptyColumns, type SpanColumns } from "./track.js";

/** Something that happened on a lane. */
export interface NamedSpan {
  readonly kind: SpanKind;
  readonly name: string;
  /** ns. */
  readonly start: number;
  readonly end: number;
}

/** 1 where all times are whole ns, otherwise 1000: a run may have a finer clock. */
export function ticksPerNs(lanes: readonly (readonly NamedSpan[])[]): number {
  const whole = lanes.every((spans) =>
    spans.every(({ start, end }) => Number.isInteger(start) && Number.isInteger(end)),
  );
  return whole ? 1 : 1000;
}

/** Spans in order of start, the longer first where they start together; new names are added to `names`. */
export function toColumns(
  spans: readonly NamedSpan[],
  names: Map<string, number>,
  scale: number,
): SpanColumns {
  const ordered = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const columns = emptyColumns(ordered.length);
  ordered.forEach(({ kind, name, start, end }, index) => {
    const id = numberOf(name, names);
    columns.start[index] = Math.round(start * scale);
    columns.end[index] = Math.round(end * scale);
    columns.kind[index] = spanKinds.indexOf(kind);
    columns.name[index] = id;
  });
  return columns;
}

/** The name's number; a new name gets the next one. */
export function numberOf(name: string, names: Map<string, number>): number {
  let number = names.get(name);
  if (number === undefined) {
    number = names.size;
    names.set(name, number);
  }
  return number;
}
