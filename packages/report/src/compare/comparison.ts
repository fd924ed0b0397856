import { type Comparison, type LabelledResult, type Result, refuseOtherSchema } from "@astra-ts/core";
import { sumOfPasses } from "../tables/layer-times.js";
import { mostBytesSent } from "../tables/result-tables.js";
import { column, type Table } from "../tables/table.js";
import { partKeys, partNames, timeParts } from "./attribution.js";
import { errorTable } from "./decision.js";
import { differences } from "./difference.js";

/** A row per result: what a publication would print. */
export function comparisonTable(runs: readonly LabelledResult[]): Table {
  const first = runs[0]?.result;
  return {
    name: "comparison",
    title: "The results side by side",
    columns: [
      column("run", "Run", "text"),
      column("network", "Network", "text"),
      column("total_ns", "Total", "ns"),
      column("difference_fraction", "Difference", "fraction"),
      column("compute_ns", "Compute", "ns"),
      column("exposed_ns", "Exposed communication", "ns"),
      column("bytes_per_npu", "Sent per NPU", "B"),
      column("time_over_bound", "Time / bound", "ratio"),
      column("events", "Events", "count"),
      column("wall_s", "Wall time", "s"),
      column("speedup", "Simulator speed", "ratio"),
    ],
    rows: runs.map(({ label, result }) => [
      label,
      result.network,
      result.time.total,
      first === undefined || first.time.total === 0 ? 0 : result.time.total / first.time.total - 1,
      result.time.compute,
      result.time.exposedCommunication,
      mostBytesSent(result),
      result.bound?.ratio ?? null,
      result.simulation.events,
      result.simulation.wallSeconds,
      result.simulation.wallSeconds > 0 && first !== undefined
        ? first.simulation.wallSeconds / result.simulation.wallSeconds
        : null,
    ]),
  };
}

/** Parts of each result's time, tidy. */
export function partsTable(runs: readonly LabelledResult[]): Table {
  return {
    name: "parts",
    title: "What the time of each run is made of",
    columns: [column("run", "Run", "text"), column("part", "Part", "text"), column("time_ns", "Time", "ns")],
    rows: runs.flatMap(({ label, result }) => {
      const parts = timeParts(result);
      return partKeys.flatMap((key) =>
        parts[key] === null ? [] : [[label, partNames[key], parts[key]] as const],
      );
    }),
  };
}

/** Layers of all results side by side, tidy, with each time over that of the first result. */
export function layerAgreementTable(runs: readonly LabelledResult[]): Table {
  const first = new Map(runs[0]?.result.layers.map((layer) => [layer.name, layer]));
  const over = (time: number, base: number | undefined): number | null =>
    base === undefined || base === 0 ? (time === 0 && base === 0 ? 1 : null) : time / base;
  return {
    name: "agreement-layers",
    title: "Communication of each layer, over that of the first run",
    columns: [
      column("run", "Run", "text"),
      column("layer", "Layer", "text"),
      column("communication_ns", "Communication", "ns"),
      column("exposed_ns", "Exposed communication", "ns"),
      column("communication_ratio", "Communication over the first run's", "ratio"),
    ],
    rows: runs.flatMap(({ label, result }) =>
      result.layers.map((layer) => {
        const base = first.get(layer.name);
        const communication = sumOfPasses(layer.communication);
        const baseTime = base === undefined ? undefined : sumOfPasses(base.communication);
        return [
          label,
          layer.name,
          communication,
          sumOfPasses(layer.exposedCommunication),
          over(communication, baseTime),
        ];
      }),
    ),
  };
}

/** Collectives that are alike, of all results side by side: mean time, bound, and agreement with the first result. */
export function collectiveAgreementTable(runs: readonly LabelledResult[]): Table {
  const times = (result: Result | undefined): Map<string, number | null> =>
    new Map(result?.bound?.collectives.map((entry) => [collectiveKey(entry), entry.meanTime]));
  const first = times(runs[0]?.result);
  return {
    name: "agreement-collectives",
    title: "Time of the collectives, over that of the first run",
    columns: [
      column("run", "Run", "text"),
      column("collective", "Collective", "text"),
      column("bytes", "Size", "B"),
      column("npus", "NPUs", "count"),
      column("count", "How many", "count"),
      column("mean_ns", "Mean time", "ns"),
      column("bound_ns", "Lower bound of one", "ns"),
      column("ratio", "Over the first run's", "ratio"),
    ],
    rows: runs.flatMap(({ label, result }) =>
      (result.bound?.collectives ?? []).map((entry) => {
        const base = first.get(collectiveKey(entry));
        const ratio = base && entry.meanTime !== null ? entry.meanTime / base : null;
        return [label, entry.kind, entry.bytes, entry.npus, entry.count, entry.meanTime, entry.bound, ratio];
      }),
    ),
  };
}

function collectiveKey({ kind, bytes, npus }: { kind: string; bytes: number; npus: number }): string {
  return `${kind} ${bytes} ${npus}`;
}

/** A row for each cause of each difference, tidy. */
export function causeTable({ results, differences: measured }: Omit<Comparison, "kind">): Table {
  return {
    name: "differences",
    title: "What the differences consist of",
    columns: [
      column("run", "Run", "text"),
      column("from", "Told from", "text"),
      column("cause", "Cause", "text"),
      column("time_ns", "Time", "ns"),
      column("basis", "How it is known", "text"),
    ],
    rows: differences(results, measured).flatMap(({ label, from, causes }) =>
      causes.map(({ cause, time, basis }) => [label, from, cause, time, basis] as const),
    ),
  };
}

/** Every table of a comparison that has rows. */
export function comparisonTables(comparison: Omit<Comparison, "kind">): Table[] {
  const { results, reference } = comparison;
  for (const { result } of results) refuseOtherSchema(result, ["result"]);
  return [
    comparisonTable(results),
    errorTable(results, reference),
    causeTable(comparison),
    partsTable(results),
    layerAgreementTable(results),
    collectiveAgreementTable(results),
  ].filter(({ rows }) => rows.length > 0);
}
