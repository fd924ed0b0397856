import type { Cell } from "@astra-ts/core";
import { column, type Table } from "../tables/table.js";
import type { Lanes, MergedSpans } from "./lanes.js";
import { spanKinds } from "./span-kinds.js";
import { densityOf } from "./track.js";

/** Busy time of each lane by kind: the timeline as a table. */
export function laneTable({ lanes, ticksPerNs, end }: Lanes): Table {
  const ticks = end * ticksPerNs;
  const rows: Cell[][] = [];
  for (const { label, columns, merged } of lanes) {
    const counts = spanKinds.map(() => 0);
    if (merged === undefined) for (const kind of columns.kind) counts[kind]++;
    else for (const { kind, spans } of merged) counts[kind] = spans;
    spanKinds.forEach((kind, code) => {
      if (counts[code] === 0) return;
      const busy =
        merged === undefined
          ? densityOf(columns, code, ticks, 1)[0] * end
          : busyOf(merged.find((own) => own.kind === code));
      const share = end > 0 ? busy / end : 0;
      rows.push([label, kind === "phase" ? "at work" : kind, counts[code], Math.round(busy), share]);
    });
  }
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
    rows,
  };
}

function busyOf(merged: MergedSpans | undefined): number {
  return merged?.busy.reduce((sum, time) => sum + time, 0) ?? 0;
}
