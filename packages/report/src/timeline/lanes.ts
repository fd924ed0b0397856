import type { Result } from "@astra-ts/core";
import { dimensionSpans } from "./dimension-spans.js";
import { type NamedSpan, ticksPerNs, toColumns } from "./lane-spans.js";
import type { SpanColumns } from "./track.js";

/** One lane and its spans. */
export interface LaneColumns {
  readonly label: string;
  readonly group: "dimension" | "npu";
  readonly columns: SpanColumns;
}

/** Everything that a timeline has lanes for: the dimensions as NPU 0 sees them, then the recorded NPUs. */
export interface Lanes {
  readonly lanes: readonly LaneColumns[];
  readonly names: readonly string[];
  /** Times in the columns are in ticks of 1/ticksPerNs ns. */
  readonly ticksPerNs: number;
  /** The last that happened on any lane, and no less than the run's time, ns. */
  readonly end: number;
}

export function lanesOf(result: Result): Lanes {
  const { spans, recordedRanks } = result.timeline;
  const byRank = Array.from({ length: recordedRanks }, (): NamedSpan[] => []);
  for (const span of spans) byRank[span.rank]?.push(span);
  const found = [
    ...dimensionSpans(result).map((lane) => ({ ...lane, group: "dimension" as const })),
    ...byRank.map((own, rank) => ({ label: `NPU ${rank}`, group: "npu" as const, spans: own })),
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
