// Runs one recorded run of ASTRA-sim 2.x's analytical networks and says where ours differs: the finish of every NPU, to the nanosecond.
import {
  type CollectiveKind,
  createTopology,
  type Experiment,
  simulate,
  type Workload,
} from "@astra-ts/core";
import { readNetwork2 } from "@astra-ts/net-analytical";
import { readSystemJson } from "@astra-ts/system";
import { compared, type OursInstead, type Outcome } from "./outcome.js";
import { refusalOf } from "./refusal.js";
import { registry } from "./registry.js";

/** Values of the NPUs: one for all of `n`, a list in order of rank, or those of some ranks. */
export type ByRank<Value = number> =
  | { readonly uniform: Value; readonly n: number }
  | readonly Value[]
  | Readonly<Record<string, Value>>;

/** A recorded run of ASTRA-sim 2.x: its inputs, and when each NPU finished. */
export interface Astra2Record {
  readonly id: string;
  readonly backend: string;
  readonly npus: number;
  readonly network: Readonly<Record<string, unknown>> & { readonly topology: readonly string[] };
  readonly system: Readonly<Record<string, unknown>>;
  readonly cli: Readonly<Record<string, unknown>> & { readonly "injection-scale"?: number };
  readonly comm_group?: Readonly<Record<string, readonly number[]>> | null;
  readonly workload: {
    readonly kind: string;
    readonly coll?: string;
    readonly size?: number;
    readonly attrs?: Readonly<Record<string, unknown>> & { readonly involved_dim?: readonly boolean[] };
  };
  readonly status: string;
  readonly finish_cycles: ByRank;
  readonly ours?: OursInstead;
}

const collectives: Readonly<Record<string, CollectiveKind>> = {
  all_reduce: "all-reduce",
  all_gather: "all-gather",
  reduce_scatter: "reduce-scatter",
  all_to_all: "all-to-all",
};

/** Why a record is no business of this comparison; undefined where it is. */
function outsideOf({ workload, system }: Astra2Record): string | undefined {
  if (workload.kind !== "micro") return "its workload is a graph";
  if (collectives[workload.coll ?? ""] === undefined) return "its workload is not the same on every rank";
  if (Object.keys(system).some((key) => key.endsWith("-custom")))
    return "its collective is an execution trace";
  return undefined;
}

/** Topology and network of a record. */
export function machineOf({
  backend,
  network,
}: Pick<Astra2Record, "backend" | "network">): Pick<Experiment, "topology" | "network"> {
  const { dimensions, rules } = readNetwork2(network);
  return {
    topology: createTopology(dimensions),
    network:
      backend === "congestion_aware"
        ? { name: "analytical-congestion", options: { reportedLinks: 0 } }
        : { name: "analytical", options: { rules } },
  };
}

/** Options of the system layer that flags give. */
export function systemFlags({ cli }: Pick<Astra2Record, "cli">): object {
  const queues = cli["num-queues-per-dim"];
  return {
    ...(queues === undefined ? {} : { queuesPerDimension: queues }),
    ...(String(cli["rendezvous-protocol"]) === "true" ? { rendezvousProtocol: true } : {}),
  };
}

/** The experiment that a record describes: network, system, one collective, flags. */
function experimentOf(record: Astra2Record): Experiment {
  const { system, cli } = record;
  const { options } = readSystemJson(system, "system.json", {
    injectionScale: cli["injection-scale"] ?? 1,
  });
  return {
    name: record.id,
    ...machineOf(record),
    system: { name: "astra", options: { ...options, ...systemFlags(record) } },
    workload: workloadOf(record),
    timeline: { ranks: 0 },
  };
}

function workloadOf({ workload, comm_group: groups, npus, id }: Astra2Record): Workload {
  const collective = collectives[workload.coll ?? ""]!;
  const bytes = workload.size!;
  const involved = workload.attrs?.involved_dim;
  // The name 0 stands for all NPUs, whatever groups the file has.
  const isGrouped = groups != null && !id.includes("pg_name_0");
  if (!isGrouped && involved === undefined) return { kind: "collective", collective, bytes };
  const node = { id: 0, kind: "collective", collective, bytes, after: [] } as const;
  const dimensions = involved?.flatMap((takesPart, dimension) => (takesPart ? [dimension] : []));
  const groupOf = (rank: number) => {
    const group = isGrouped ? Object.values(groups).find((ranks) => ranks.includes(rank)) : undefined;
    return group && { group };
  };
  return {
    kind: "graph",
    ranks: Array.from({ length: npus }, (_, rank) => [
      { ...node, ...(dimensions && { dimensions }), ...groupOf(rank) },
    ]),
  };
}

/** In order of rank; undefined where nothing is recorded. */
export function byRank<Value>(values: ByRank<Value>, npus: number): readonly (Value | undefined)[] {
  if (Array.isArray(values)) return values;
  const { uniform, n } = values as { uniform?: Value; n: number };
  if (uniform !== undefined) return new Array<Value>(n).fill(uniform);
  return Array.from({ length: npus }, (_, rank) => (values as Readonly<Record<string, Value>>)[rank]);
}

/** Runs a record, and compares when each NPU finished. */
export async function checkRecord(record: Astra2Record): Promise<Outcome> {
  const outside = outsideOf(record);
  if (outside !== undefined) return { outcome: "outside", differences: [], message: outside };
  const completed = record.status === "ok";
  try {
    const { npuFinish, bound } = await simulate(experimentOf(record), registry);
    const ended = { finish: Math.max(...npuFinish), below: bound?.below };
    if (!completed) return { outcome: "finished", differences: [], ...ended };
    const [ours, theirs] = [npuFinish, byRank(record.finish_cycles, record.npus)].map((times) =>
      JSON.stringify(times),
    );
    return compared(
      ours === theirs ? [] : [`finish of each NPU (ns): ours ${ours}, recorded ${theirs}`],
      ended,
    );
  } catch (error) {
    return refusalOf(error, completed);
  }
}
