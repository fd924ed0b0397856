import type { Result } from "@astra-ts/core";
import { column, type Table } from "../tables/table.js";
import { dimensionSpans } from "./dimension-spans.js";
import type { NamedSpan } from "./lane-spans.js";
import { toColumns } from "./lane-spans.js";
import { spanKinds } from "./span-kinds.js";
import { densityOf } from "./track.js";

/** Busy time of each lane by kind: the timeline as a table. */
export function laneTable(result: Result): Table {
  const byRank = Array.from({ length: result.timeline.recordedRanks }, (): NamedSpan[] => []);
  for (const span of result.timeline.spans) byRank[span.rank]?.push(span);
  const lanes = [
    ...dimensionSpans(result),
    ...byRank.map((spans, rank) => ({ label: `NPU ${rank}`, spans })),
  ];
  return {
    name: "timeline-lanes",
    title: "Busy time of each lane; spans at the same time count once",
    columns: [
      column("lane", "Lane", "text"),
      column("kind", "Kind", "text"),
      column("spans", "Spans", "count"),
      column("busy_ns", "Busy", "ns"),
      column("busy_fraction", "Share of the run", "fraction"),
    ],
    rows: lanes.flatMap(({ label, spans }) => {
      const columns = toColumns(spans, new Map(), 1);
      return spanKinds.flatMap((kind, code) => {
        const count = spans.reduce((sum, span) => (span.kind === kind ? sum + 1 : sum), 0);
        if (count === 0) return [];
        const end = spans.reduce((latest, span) => Math.max(latest, span.end), 0);
        const busy = densityOf(columns, code, end, 1)[0] * end;
        const share = result.time.total > 0 ? busy / result.time.total : 0;
        return [[label, kind === "phase" ? "at work" : kind, count, Math.round(busy), share]];
      });
    }),
  };
}
