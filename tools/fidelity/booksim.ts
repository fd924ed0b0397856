// Runs one recorded run of BookSim2 on its router here and says which figures differ. Records: parameters by the names of its configuration, figures as it prints them, to six digits.
import { type BookSimResult, bookSimTraffic } from "@astra-ts/net-packet";
import { compared, type Outcome } from "./outcome.js";

/** A recorded run of BookSim2. Parameters that are missing had their defaults. */
export interface BookSimRecord {
  readonly params: Readonly<Record<string, string | number>>;
  readonly result: RecordedResult;
}

type RecordedSpread = Readonly<Record<"avg" | "min" | "max", number>>;
type SpreadName = keyof typeof spreads;

interface RecordedResult extends Partial<Readonly<Record<SpreadName, RecordedSpread>>> {
  readonly status: string;
  readonly deadlock_warnings: number;
  readonly sim_cycles: number;
  readonly packets_measured: number;
  readonly hops_hist: Readonly<Record<string, number>>;
  readonly packet_latency_pct: BookSimResult["packetLatencyPercentiles"];
}

/** Where each recorded figure stands in a result. */
const spreads = {
  packet_latency: "packetLatency",
  network_latency: "networkLatency",
  flit_latency: "flitLatency",
  fragmentation: "fragmentation",
  injected_flit_rate: "injectedFlitRate",
  accepted_flit_rate: "acceptedFlitRate",
} as const;

/** What a record is called; the records have no names. */
export function idOf({ params }: BookSimRecord): string {
  const { topology = "torus", routing_function: routing, traffic = "uniform", k = 8, n = 2 } = params;
  const { injection_rate: rate = 0.1, packet_size: size = 1 } = params;
  return `${topology} ${routing}/${k}^${n}, ${traffic}, ${rate}, ${size} flits`;
}

/** Why a record is no business of this comparison; undefined where it is. */
export function outsideOf({ params, result }: BookSimRecord): string | undefined {
  const { topology = "torus", routing_function: routing } = params;
  if (topology === "torus" && routing === "valiant")
    return "the original reads a variable that it has not set";
  if (result.status !== "ok" && result.deadlock_warnings > 0) return "the original deadlocked";
  return undefined;
}

/** Runs the record. Outcomes: exact, different, outside. Figures are equal where ours rounds to what was printed. */
export function checkRecord(record: BookSimRecord): Outcome {
  const outside = outsideOf(record);
  if (outside !== undefined) return { outcome: "outside", differences: [], message: outside };
  const pairs = pairsOf(bookSimTraffic(record.params), record.result);
  return compared(
    pairs
      .filter(([, ours, recorded]) => !isEqual(ours, recorded))
      .map(([name, ours, recorded]) => `${name}: ours ${ours}, recorded ${recorded}`),
  );
}

type Figure = string | number | null | undefined;

function pairsOf(
  ours: BookSimResult,
  recorded: RecordedResult,
): [name: string, ours: Figure, recorded: Figure][] {
  const pairs: [string, Figure, Figure][] = [["status", ours.status, recorded.status]];
  for (const [name, field] of Object.entries(spreads))
    for (const part of ["avg", "min", "max"] as const)
      pairs.push([`${name}.${part}`, ours[field][part], recorded[name as SpreadName]?.[part]]);
  // Of a run that was given up, the recorded counts are of a later moment than the recorded averages.
  if (recorded.status !== "ok") return pairs;
  pairs.push(["sim_cycles", ours.cycles, recorded.sim_cycles]);
  pairs.push(["packets_measured", ours.packetsMeasured, recorded.packets_measured]);
  pairs.push(["hops_hist", JSON.stringify(ours.hops), JSON.stringify(recorded.hops_hist)]);
  for (const share of ["p50", "p90", "p95", "p99", "p999"] as const)
    pairs.push([share, ours.packetLatencyPercentiles[share], recorded.packet_latency_pct[share]]);
  return pairs;
}

/** A printed figure is the exact one rounded to six digits, ties either way. */
function isEqual(ours: Figure, recorded: Figure): boolean {
  if (recorded === undefined || recorded === null) return true;
  if (typeof ours !== "number" || typeof recorded !== "number") return ours === recorded;
  const lastDigit = recorded === 0 ? 1e-12 : 10 ** (Math.floor(Math.log10(Math.abs(recorded))) - 5);
  return Math.abs(ours - recorded) <= 0.500_000_1 * lastDigit;
}
