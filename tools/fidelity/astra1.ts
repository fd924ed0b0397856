// Runs one recorded run of ASTRA-sim 1.0 and says where ours differs. Everything is compared as the original printed it, without tolerance.
import { createTopology, type Experiment, type Result, simulate } from "@astra-ts/core";
import { readNetworkJson } from "@astra-ts/net-analytical";
import {
  backendDimensionInfoCsv,
  backendEndToEndCsv,
  detailedCsv,
  dimensionUtilizationCsv,
  endToEndCsv,
  seenFromNpu0,
} from "@astra-ts/report";
import { readSystemText } from "@astra-ts/system";
import { readWorkloadText } from "@astra-ts/workload";
import { compared, type OursInstead, type Outcome } from "./outcome.js";
import { refusalOf } from "./refusal.js";
import { registry } from "./registry.js";

/** A recorded run of ASTRA-sim 1.0: its inputs, and what it printed. */
export interface Astra1Record {
  readonly id: string;
  readonly network: Readonly<Record<string, unknown>>;
  readonly system: string;
  readonly workload_text: string;
  readonly flags: Readonly<Record<string, unknown>> & {
    readonly "injection-scale"?: number;
    readonly "num-queues-per-dim"?: number;
    readonly "num-passes"?: number;
    readonly "compute-scale"?: number;
    readonly "comm-scale"?: number;
  };
  readonly result: Recorded;
  readonly ours?: OursInstead;
}

/** What the original printed. */
interface Recorded {
  readonly status: string;
  readonly finish_cycles?: number;
  readonly finish_cycles_o2?: number;
  readonly npu_finish?:
    | { readonly all?: number }
    | readonly (readonly [number, number])[]
    | Readonly<Record<string, number>>;
  readonly pass_finish?: readonly number[];
  readonly layers_us?: readonly unknown[];
  readonly workload_finished_us?: number;
  readonly total_compute_us?: number;
  readonly total_exposed_us?: number;
  readonly detailed?: { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly backend_end_to_end?: Readonly<Record<string, number>>;
  readonly payload_mib_per_dim?: readonly number[];
  readonly avg_chunk_latency_us_per_dim?: readonly (number | null)[];
  readonly utilization?: { readonly rows: number; readonly head: readonly unknown[] };
}

/** Notes a difference where two figures are not equal; where nothing is recorded there is none. */
type Compare = (what: string, ours: unknown, theirs: unknown) => void;

/** Rank 0's row stands for the run in every file. */
const place = { runName: "run", totalStatRows: 1, statRow: 0 };

const listFlags = ["units-count", "links-count", "link-latency", "link-bandwidth"];

/** The experiment that a record describes: the text of the three files, and flags. */
function experimentOf(record: Astra1Record): Experiment {
  const { flags } = record;
  const network: Record<string, unknown> = { ...record.network };
  for (const flag of listFlags) {
    if (flags[flag] !== undefined) network[flag] = numbersOf(flags[flag]);
  }
  const { dimensions } = readNetworkJson(JSON.stringify(network), "network.json");
  const { options } = readSystemText(record.system, "system.txt", {
    injectionScale: flags["injection-scale"] ?? 1,
  });
  return {
    name: record.id,
    topology: createTopology(dimensions),
    network: { name: "analytical" },
    system: {
      name: "astra",
      options: {
        ...options,
        ...(flags["num-queues-per-dim"] && { queuesPerDimension: flags["num-queues-per-dim"] }),
        ...(String(flags["rendezvous-protocol"]) === "true" && { rendezvousProtocol: true }),
      },
    },
    workload: readWorkloadText(record.workload_text, "workload.txt"),
    workloadOptions: {
      passes: flags["num-passes"] ?? 1,
      computeScale: flags["compute-scale"] ?? 1,
      communicationScale: flags["comm-scale"] ?? 1,
    },
    timeline: { ranks: 0 },
  };
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : String(value).trim().split(/\s+/).map(Number);
}

/** Every figure of the record beside ours; empty where all are equal. */
function differencesOf(record: Astra1Record, result: Result): string[] {
  const differences: string[] = [];
  const compare: Compare = (what, ours, theirs) => {
    if (theirs === undefined) return;
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b) differences.push(`${what}: ours ${shortened(a, b)}, recorded ${shortened(b, a)}`);
  };
  const expected = record.result;
  const { time, passFinish } = seenFromNpu0(result);
  compare("finish (ns)", time.total, expected.finish_cycles ?? expected.finish_cycles_o2);
  compare(
    "finish of each NPU (ns)",
    finishes(result.npuFinish),
    expected.npu_finish && finishesOf(expected.npu_finish),
  );
  compare("ends of passes (ns)", passFinish, expected.pass_finish);
  compareLayers(result, expected, compare);
  compareDetails(result, expected, compare);
  compareTotals(result, expected, compare);
  compareUtilization(result, expected, compare);
  return differences;
}

function finishes(times: readonly number[]): number[] {
  return [...new Set(times)];
}

function finishesOf(finish: NonNullable<Recorded["npu_finish"]>): number[] {
  if ("all" in finish && finish.all !== undefined) return [finish.all];
  return finishes(Array.isArray(finish) ? finish.map(([, time]) => time) : Object.values(finish));
}

function compareLayers(result: Result, expected: Recorded, compare: Compare): void {
  const { layers_us: layers } = expected;
  if (layers === undefined) return;
  const rows = cellsOf(endToEndCsv(result, place)).slice(1);
  rows.forEach((cells, index) => {
    const numbers = [cells[0], ...cells.slice(2, 11).map(Number)];
    compare(`layer ${index} (µs)`, numbers, layers[index] ?? null);
  });
  compare("number of layers", rows.length, layers.length);
  const [finish, compute, exposed] = rows[0]!.slice(11).map(Number);
  compare("workload finished (µs)", finish, expected.workload_finished_us);
  compare("compute (µs)", compute, expected.total_compute_us);
  compare("exposed communication (µs)", exposed, expected.total_exposed_us);
}

function compareDetails(result: Result, { detailed }: Recorded, compare: Compare): void {
  if (detailed === undefined) return;
  const [header, ...rows] = cellsOf(detailedCsv(result, place)).map((cells) => withoutEnd(cells.slice(2)));
  compare("header of detailed.csv", header, withoutEnd(detailed.header));
  const recorded = detailed.rows.map(withoutEnd);
  rows.forEach((cells, index) => {
    compare(`detailed.csv, layer ${index}`, cells, recorded[index] ?? []);
  });
}

function compareTotals(result: Result, expected: Recorded, compare: Compare): void {
  const [names = [], cells = []] = cellsOf(backendEndToEndCsv(result, place));
  const ours = Object.fromEntries(names.map((name, index) => [name, cells[index]]));
  for (const [name, value] of Object.entries(expected.backend_end_to_end ?? {})) {
    compare(`${name} of backend_end_to_end.csv`, Number(ours[name]), value);
  }
  const payload = cells.slice(8).filter((cell) => cell !== "-1");
  compare("bytes per dimension (MiB)", payload.map(Number), expected.payload_mib_per_dim);
  const latencies = cellsOf(backendDimensionInfoCsv(result, place)).slice(1);
  compare(
    "mean chunk latency per dimension (µs)",
    latencies.map(([, , latency]) => (latency === "-nan" ? null : Number(latency))),
    expected.avg_chunk_latency_us_per_dim,
  );
}

function compareUtilization(result: Result, { utilization }: Recorded, compare: Compare): void {
  if (utilization === undefined) return;
  const rows = cellsOf(dimensionUtilizationCsv(result));
  compare("windows of utilisation", rows.length - 1, utilization.rows);
  compare("utilisation", rows.slice(0, utilization.head.length), utilization.head);
}

function cellsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
}

function withoutEnd(cells: readonly string[]): readonly string[] {
  let length = cells.length;
  while (length > 0 && cells[length - 1] === "") length--;
  return cells.slice(0, length);
}

/** The part of a long text around the first place where it differs from another. */
function shortened(text: string | undefined, other: string | undefined): string {
  if (text === undefined || text.length <= 160) return String(text);
  let start = 0;
  while (start < text.length && text[start] === other?.[start]) start++;
  start = Math.max(0, start - 40);
  return `${start > 0 ? "…" : ""}${text.slice(start, start + 120)}…`;
}

/** Runs a record, and compares every figure that it has. */
export async function checkRecord(record: Astra1Record): Promise<Outcome> {
  const completed = record.result.status === "ok" || record.result.finish_cycles_o2 !== undefined;
  try {
    const result = await simulate(experimentOf(record), registry);
    const finish = seenFromNpu0(result).time.total;
    if (!completed) return { outcome: "finished", differences: [], finish };
    return compared(differencesOf(record, result), { finish });
  } catch (error) {
    return refusalOf(error, completed);
  }
}
