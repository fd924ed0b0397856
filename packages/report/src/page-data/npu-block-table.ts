import type { Result } from "@astra-ts/core";
import { npuTable } from "../tables/result-tables.js";
import { column, type Table } from "../tables/table.js";

/** A row per NPU, or per block of neighbouring NPUs where there are more than `rows`. */
export function npuBlockTable(result: Result, rows: number): Table {
  if (result.npuFinish.length <= rows) return npuTable(result);
  const size = Math.ceil(result.npuFinish.length / rows);
  const blocks: (readonly [number, number, number, number, number])[] = [];
  for (let first = 0; first < result.npuFinish.length; first += size) {
    const finish = result.npuFinish.slice(first, first + size);
    const bytes = result.bytesSent.slice(first, first + size);
    blocks.push([
      first,
      first + finish.length - 1,
      Math.min(...finish),
      Math.max(...finish),
      bytes.reduce((sum, value) => sum + value, 0) / Math.max(1, bytes.length),
    ]);
  }
  return {
    name: "npus",
    title: `Blocks of ${size} neighbouring NPUs`,
    columns: [
      column("first_npu", "First NPU", "count"),
      column("last_npu", "Last NPU", "count"),
      column("first_finish_ns", "First finish", "ns"),
      column("last_finish_ns", "Last finish", "ns"),
      column("bytes_sent", "Sent (mean)", "B"),
    ],
    rows: blocks,
  };
}
