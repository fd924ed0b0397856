import {
  formatPercent,
  formatTime,
  type LabelledResult,
  type Result,
  refuseOtherSchema,
} from "@astra-ts/core";
import { sumOfPasses } from "../tables/layer-times.js";
import { mostBytesSent } from "../tables/result-tables.js";
import { column, type Table } from "../tables/table.js";
import { partKeys, partNames, type TimeParts, timeParts } from "./attribution.js";

/** Why one result differs from the first. */
export interface Difference {
  readonly label: string;
  /** Total less the first total, ns, and as a fraction of it. */
  readonly time: number;
  readonly fraction: number;
  /** What each part contributes, ns; they add up to `time`. */
  readonly parts: Partial<Record<keyof TimeParts, number>>;
  readonly sentence: string;
}

/** Differences of all results to the first. */
export function differences(runs: readonly LabelledResult[]): Difference[] {
  const [first, ...others] = runs;
  if (first === undefined) return [];
  const base = timeParts(first.result);
  return others.map(({ label, result }) => {
    const own = timeParts(result);
    const split = base.communication === null && own.communication === null;
    const parts: Partial<Record<keyof TimeParts, number>> = {};
    if (split) {
      for (const key of partKeys)
        if (base[key] !== null || own[key] !== null) parts[key] = (own[key] ?? 0) - (base[key] ?? 0);
    } else {
      parts.compute = own.compute - base.compute;
      parts.communication = wholeCommunication(own) - wholeCommunication(base);
      parts.overlap = own.overlap - base.overlap;
    }
    const time = result.time.total - first.result.time.total;
    const fraction = first.result.time.total > 0 ? time / first.result.time.total : 0;
    return { label, time, fraction, parts, sentence: sentence(label, first.label, time, fraction, parts) };
  });
}

function wholeCommunication(parts: TimeParts): number {
  const { communication, serialization, propagation, queueing, endpoint } = parts;
  return communication ?? (serialization ?? 0) + (propagation ?? 0) + (queueing ?? 0) + (endpoint ?? 0);
}

function sentence(
  label: string,
  base: string,
  time: number,
  fraction: number,
  parts: Difference["parts"],
): string {
  if (time === 0) return `${label} takes exactly as long as ${base}.`;
  const size = `${formatTime(Math.abs(time))} (${formatPercent(Math.abs(fraction))}) ${time > 0 ? "longer" : "less"}`;
  const reasons = (Object.entries(parts) as [keyof TimeParts, number][])
    .filter(([, part]) => Math.abs(part) >= Math.abs(time) * 0.01)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .map(([key, part]) => `${part > 0 ? "+" : "−"}${formatTime(Math.abs(part))} ${partNames[key]}`);
  return `${label} takes ${size} than ${base}: ${reasons.join(", ")}.`;
}

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

/** Every table of a comparison that has rows. */
export function comparisonTables(runs: readonly LabelledResult[]): Table[] {
  for (const { result } of runs) refuseOtherSchema(result, ["result"]);
  return [
    comparisonTable(runs),
    partsTable(runs),
    layerAgreementTable(runs),
    collectiveAgreementTable(runs),
  ].filter(({ rows }) => rows.length > 0);
}
