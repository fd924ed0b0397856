import type { Result, Timeline } from "@astra-ts/core";
import { dimensionSpans } from "./dimension-spans.js";
import { type NamedSpan, ticksPerNs, toColumns } from "./lane-spans.js";
import type { SpanColumns } from "./track.js";

/** One lane and its spans. */
export interface LaneColumns {
  readonly label: string;
  readonly group: "dimension" | "npu";
  readonly columns: SpanColumns;
}

/** Everything that a timeline has lanes for: the dimensions as one NPU sees them, then the recorded NPUs. */
export interface Lanes {
  readonly lanes: readonly LaneColumns[];
  readonly names: readonly string[];
  /** Times in the columns are in ticks of 1/ticksPerNs ns. */
  readonly ticksPerNs: number;
  /** The last that happened on any lane, and no less than the run's time, ns. */
  readonly end: number;
}

/** The spans of each recorded rank, ascending. */
export function spansByRank({ ranks, spans }: Timeline): ReadonlyMap<number, NamedSpan[]> {
  const byRank = new Map(ranks.map((rank): [number, NamedSpan[]] => [rank, []]));
  for (const span of spans) byRank.get(span.rank)?.push(span);
  return byRank;
}

export function lanesOf(result: Result): Lanes {
  const byRank = spansByRank(result.timeline);
  const found = [
    ...dimensionSpans(result).map((lane) => ({ ...lane, group: "dimension" as const })),
    ...[...byRank].map(([rank, own]) => ({ label: `NPU ${rank}`, group: "npu" as const, spans: own })),
  ];
  const scale = ticksPerNs(found.map(({ spans: own }) => own));
  const names = new Map<string, number>();
  const lanes = found.map(({ label, group, spans: own }): LaneColumns => {
    return { label, group, columns: toColumns(own, names, scale) };
  });
  const last = lanes.reduce(
    (latest, { columns }) => columns.end.reduce((a, b) => Math.max(a, b), latest),
    result.time.total * scale,
  );
  return { lanes, names: [...names.keys()], ticksPerNs: scale, end: last / scale };
}
