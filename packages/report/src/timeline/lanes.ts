import type { Result, Timeline } from "@astra-ts/core";
import { dimensionSpans } from "./dimension-spans.js";
import { type NamedSpan, numberOf, ticksPerNs, toColumns } from "./lane-spans.js";
import { spanKinds } from "./span-kinds.js";
import type { SpanColumns } from "./track.js";

/** Spans of one kind on one lane, merged into equal bins. */
export interface MergedSpans {
  /** Index in `spanKinds`. */
  readonly kind: number;
  readonly spans: number;
  /** ns, and of each bin how much of it was busy. */
  readonly binWidth: number;
  readonly busy: readonly number[];
  /** Index in the names by bin: what most of it was; -1 for none. */
  readonly main: readonly number[];
}

/** One lane and its spans. */
export interface LaneColumns {
  readonly label: string;
  readonly group: "dimension" | "npu";
  /** Of an NPU's lane. */
  readonly rank?: number;
  readonly columns: SpanColumns;
  /** Every span, where the columns have only the longest. */
  readonly merged?: readonly MergedSpans[];
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
  const dimensions = dimensionSpans(result);
  const byRank = spansByRank(result.timeline);
  const scale = ticksPerNs([...dimensions.map(({ spans }) => spans), ...byRank.values()]);
  const names = new Map<string, number>();
  const merged = mergedByRank(result.timeline, names);
  const lanes = [
    ...dimensions.map(({ label, spans }): LaneColumns => {
      return { label, group: "dimension", columns: toColumns(spans, names, scale) };
    }),
    ...[...byRank].map(([rank, spans]): LaneColumns => {
      const own = merged.get(rank);
      const lane = {
        label: `NPU ${rank}`,
        group: "npu" as const,
        rank,
        columns: toColumns(spans, names, scale),
      };
      return own === undefined ? lane : { ...lane, merged: own };
    }),
  ];
  const last = lanes.reduce(
    (latest, { columns }) => columns.end.reduce((a, b) => Math.max(a, b), latest),
    result.time.total * scale,
  );
  return { lanes, names: [...names.keys()], ticksPerNs: scale, end: last / scale };
}

function mergedByRank({ overview }: Timeline, names: Map<string, number>): Map<number, MergedSpans[]> {
  const byRank = new Map<number, MergedSpans[]>();
  if (overview === undefined) return byRank;
  const { binWidth, lanes } = overview;
  for (const { rank, kind, spans, busy, main } of lanes) {
    const own = main.map((name) => (name < 0 ? -1 : numberOf(overview.names[name], names)));
    const lane = { kind: spanKinds.indexOf(kind), spans, binWidth, busy, main: own };
    const list = byRank.get(rank);
    if (list === undefined) byRank.set(rank, [lane]);
    else list.push(lane);
  }
  return byRank;
}
