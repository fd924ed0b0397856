import { busyTime, type Column, type Result, type Sweep } from "@astra-ts/core";
import { mostBytesSent } from "../tables/result-tables.js";
import { column, type Table } from "../tables/table.js";

/** What a sweep usually measures; `measuresOf` fills a row with them. */
export const sweepMeasures: readonly Column[] = [
  column("total_ns", "Total time", "ns"),
  column("compute_ns", "Compute", "ns"),
  column("exposed_ns", "Exposed communication", "ns"),
  column("bytes_per_npu", "Sent per NPU (most)", "B"),
  column("busiest_dimension_fraction", "Busiest dimension at work", "fraction"),
  column("latency_mean_ns", "Mean message latency", "ns"),
  column("latency_p99_ns", "99th percentile of message latency", "ns"),
  column("queueing_ns", "Queueing, summed over messages", "ns"),
  column("time_over_bound", "Time / bound", "ratio"),
  column("algbw_bytes_per_ns", "Bytes over time (algbw)", "B/ns"),
  column("busbw_bytes_per_ns", "Bandwidth of the bus (busbw)", "B/ns"),
  column("items_per_s", "Items trained per second", "count"),
  column("flops_per_npu", "Model FLOP per ns and NPU", "count"),
  column("mfu", "Model FLOPs utilisation (MFU)", "fraction"),
  column("slowdown", "Most that a job is slowed: time / time alone", "ratio"),
  column("cost", "Price of the network, in tile links of 1 GiB/s", "count"),
  column("events", "Events", "count"),
  column("wall_s", "Wall time", "s"),
];

/** The usual measures of one result, by the keys of `sweepMeasures`. */
export function measuresOf(result: Result): Record<string, number | null> {
  const { time, networkReport, systemReport, simulation } = result;
  const busy = systemReport.dimensions.map(({ activity }) =>
    time.total > 0 ? busyTime(activity, time.total) / time.total : 0,
  );
  return {
    total_ns: time.total,
    compute_ns: time.compute,
    exposed_ns: time.exposedCommunication,
    bytes_per_npu: mostBytesSent(result),
    busiest_dimension_fraction: busy.length === 0 ? null : Math.max(...busy),
    latency_mean_ns: networkReport.latency?.mean ?? null,
    latency_p99_ns: networkReport.latency?.p99 ?? null,
    queueing_ns: networkReport.attribution?.queueing ?? null,
    time_over_bound: result.bound?.ratio ?? null,
    algbw_bytes_per_ns: result.collective?.algorithmBandwidth ?? null,
    busbw_bytes_per_ns: result.collective?.busBandwidth ?? null,
    items_per_s: result.training?.itemsPerSecond ?? null,
    flops_per_npu: result.training?.flopsPerNpu ?? null,
    mfu: result.training?.utilization ?? null,
    slowdown: mostSlowed(result),
    cost: networkReport.cost ?? null,
    events: simulation.events,
    wall_s: simulation.wallSeconds,
  };
}

function mostSlowed({ jobs = [] }: Result): number | null {
  const known = jobs.flatMap(({ slowdown }) => slowdown ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** The sweep as one table: parameters, then measures that some point has. */
export function sweepTable({ name, parameters, measures, rows }: Sweep): Table {
  const known = measures.filter(({ key }) => rows.some((row) => row[key] !== null && row[key] !== undefined));
  const columns = [...parameters, ...known];
  return {
    name: "sweep",
    title: name,
    columns,
    rows: rows.map((row) => columns.map(({ key }) => row[key] ?? null)),
  };
}

/** Points that no other point beats in both measures (smaller is better); indices into `points`, by the first measure. */
export function paretoFront(points: readonly (readonly [number, number])[]): number[] {
  const order = points
    .map((_, index) => index)
    .sort((a, b) => points[a][0] - points[b][0] || points[a][1] - points[b][1]);
  const front: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (const index of order) {
    if (points[index][1] >= best) continue;
    best = points[index][1];
    front.push(index);
  }
  return front;
}
