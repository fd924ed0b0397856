import { formatCount, formatPercent, formatSize, formatTime, type Result } from "@astra-ts/core";
import { renderTable } from "./table.js";

/** One row per backend, differences to the first. */
export function renderComparison(results: readonly Result[]): string {
  const [first] = results;
  const rows = results.map(({ network, time, bytesSent, networkReport, simulation }) => [
    network,
    formatTime(time.total),
    formatTime(time.compute),
    formatTime(time.exposedCommunication),
    formatSize(bytesSent[0] ?? 0),
    difference(time.total, first!.time.total),
    work(simulation.events, networkReport.counters.flitHops),
    `${simulation.wallSeconds.toFixed(3)} s`,
  ]);
  return renderTable(
    [
      { title: "network" },
      { title: "total time", align: "right" },
      { title: "compute", align: "right" },
      { title: "exposed", align: "right" },
      { title: "sent per NPU", align: "right" },
      { title: "difference", align: "right" },
      { title: "simulated", align: "right" },
      { title: "wall time", align: "right" },
    ],
    rows,
  );
}

function difference(total: number, base: number): string {
  if (total === base) return "=";
  const sign = total > base ? "+" : "-";
  return `${sign}${formatPercent(Math.abs(total - base) / base, 2)}`;
}

function work(events: number, flitHops: number | undefined): string {
  return flitHops === undefined ? `${formatCount(events)} events` : `${formatCount(flitHops)} flit hops`;
}
