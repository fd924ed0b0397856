// Runs one recorded run of ASTRA-sim 2.x whose workload is a graph of nodes, and says where ours differs: finish and exposed time of every NPU, its statistics, and start and end of every
// node.
import { readFileSync } from "node:fs";
import { type Experiment, type GraphReport, type Result, simulate, type Workload } from "@astra-ts/core";
import { astraSimMemory } from "@astra-ts/report";
import { readSystemJson } from "@astra-ts/system";
import {
  graphRulesOfAstraSim2,
  mscclGraph,
  readCommunicatorGroups,
  readMsccl,
  readRemoteMemory,
  readTrace,
  TraceReader,
  traceWorkload,
} from "@astra-ts/workload";
import { type Astra2Record, type ByRank, byRank, machineOf, systemFlags } from "./astra2.js";
import { compared, type Outcome } from "./outcome.js";
import { refusalOf } from "./refusal.js";
import { registry } from "./registry.js";
import {
  besideRecords,
  bytesOf,
  MissingFile,
  type RecordedGraphs,
  type RecordedWorkload,
  tracesOf,
} from "./traces.js";

/** A record whose workload is a graph, or whose collective is done by one: also when each node ran, and what the original's statistics say. */
export interface GraphRecord extends Astra2Record {
  readonly workload: RecordedWorkload;
  readonly remote_memory: unknown;
  readonly per_node_yaml?: string;
  readonly custom_collectives?: Readonly<Record<string, RecordedGraphs>>;
  readonly custom_from_xml?: {
    readonly prefix: string;
    readonly file: string;
    readonly bytes: number;
    readonly reduce_micros: number;
  };
  readonly max_finish: number | string | null;
  readonly exposed_comm_cycles: ByRank;
  readonly stats: Readonly<Record<string, ByRank<number | string>>>;
  readonly node_times?: ByRank<readonly (readonly [id: string | number, start: number, end: number])[]>;
}

/** Longest time of a run that a double tells to the ns; the original's counter goes on beyond it after a division by zero. */
const lastTime = 2 ** 53;

/** Whether a record is one of these: its workload is a graph, or a graph does its collective. */
export function isGraphRecord({ backend, workload, system }: Partial<Astra2Record>): boolean {
  if (backend === undefined || workload === undefined) return false;
  return (
    workload.kind !== "micro" ||
    Object.keys(system ?? {}).some((key) => key.endsWith("-implementation-custom"))
  );
}

/** The experiment that a record describes; `recordsFile` is the file that the record stands in, for the files beside it. */
function experimentOf(record: GraphRecord, recordsFile: string): Experiment {
  const { network, npus, cli } = record;
  const system = readSystemJson(record.system, "system.json", {
    injectionScale: cli["injection-scale"] ?? 1,
  });
  const groups =
    record.comm_group == null
      ? new Map<string, readonly number[]>()
      : readCommunicatorGroups(record.comm_group, "groups.json");
  const { algorithms, collectiveGraphs } = customOf(record, recordsFile, system);
  const transform = record.workload.transform ?? [];
  const options = {
    groups,
    ranks: npus,
    dimensions: network.topology.length,
    tensors: system.tracksMemory,
    rooted: "recorded" as const,
    algorithms,
    ...(transform.includes("data_deps_only") ? { dependencies: "data" as const } : {}),
    ...(transform.includes("drop_dangling_ctrl_deps") ? { dependencies: "all" as const } : {}),
  };
  const traces = tracesOf(record, recordsFile).map((bytes, rank) => {
    const reader = new TraceReader(`rank ${rank}`, rank, options);
    reader.push(bytes);
    return reader.end();
  });
  const remoteMemory = readRemoteMemory(record.remote_memory, "memory.json");
  return {
    name: record.id,
    ...machineOf(record),
    system: {
      name: "astra",
      options: {
        ...system.options,
        ...systemFlags(record),
        collectiveGraphs,
        ...Object.fromEntries(
          Object.entries(system.customCollectives).map(([kind, prefix]) => [
            `${kind.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Implementation`,
            [prefix],
          ]),
        ),
      },
    },
    workload: traceWorkload(traces),
    workloadOptions: {
      ...graphRulesOfAstraSim2,
      replay: system.replayOnly,
      memoryUse: system.tracksMemory,
      ...(system.roofline && { roofline: system.roofline }),
      ...(remoteMemory && { remoteMemory }),
    },
    timeline: { ranks: npus, spans: 4_000_000 },
  };
}

/** Where the original keeps the collectives of its examples. */
const exampleFolder = "examples/system/custom_collectives";

/** Collectives as traces: by their prefix, and the prefix of those that do single nodes. */
function customOf(
  record: GraphRecord,
  recordsFile: string,
  { customCollectives }: Pick<ReturnType<typeof readSystemJson>, "customCollectives">,
) {
  const prefixes = new Set(Object.values(customCollectives));
  const algorithms = new Map<string, string>();
  for (const line of (record.per_node_yaml ?? "").split("\n")) {
    const [, node, prefix] = /^\s*(\d+)\s*:\s*(\S+)\s*$/.exec(line) ?? [];
    if (node === undefined || prefix === undefined) continue;
    algorithms.set(node, prefix);
    prefixes.add(prefix);
  }
  const collectiveGraphs: Record<string, { graph: Workload; issueOrder: "hashed" }> = {};
  for (const prefix of prefixes) {
    const graph = customGraph(prefix, record, recordsFile);
    collectiveGraphs[prefix] = { graph, issueOrder: "hashed" };
  }
  return { algorithms, collectiveGraphs };
}

function customGraph(prefix: string, record: GraphRecord, recordsFile: string): Workload {
  const xml = record.custom_from_xml;
  if (xml?.prefix === prefix) {
    const file = besideRecords(xml.file, recordsFile);
    const algorithm = readMsccl(readFileSync(file, "utf8"), file);
    return mscclGraph(algorithm, { bytes: xml.bytes, reduceTime: xml.reduce_micros * 1000 || 1 });
  }
  const custom = record.custom_collectives?.[prefix];
  const traces =
    custom === undefined
      ? customTraces(prefix, record, recordsFile)
      : custom.rank_to_graph.map((graph) => bytesOf(custom.graphs[graph]!));
  return traceWorkload(
    traces.map((bytes, position) => readTrace(bytes, `${prefix}.${position}.et`, position)),
  );
}

/** Traces in files: the original's own examples, and two that stand as graphs in JSON beside the records. */
function customTraces(prefix: string, { npus }: GraphRecord, recordsFile: string): Buffer[] {
  const [, ranks] = /^custom\/direct(\d+)$/.exec(prefix) ?? [];
  if (ranks !== undefined) {
    const file = besideRecords(`inputs/astra2/graphs/custom_direct_allreduce_${ranks}.json`, recordsFile);
    const { graphs_per_rank: graphs } = JSON.parse(readFileSync(file, "utf8")) as {
      graphs_per_rank: RecordedGraphs["graphs"];
    };
    return graphs.map(bytesOf);
  }
  const files = prefix.replace(exampleFolder, "inputs/astra2/examples_et");
  return Array.from({ length: npus }, (_, rank) =>
    readFileSync(besideRecords(`${files}.${rank}.et`, recordsFile)),
  );
}

/** A whole number as the original's unsigned 64-bit counters show it. */
function unsigned(value: unknown): bigint {
  return BigInt.asUintN(64, BigInt(value as number | string));
}

type PerRank<Value> = (graph: GraphReport) => readonly Value[];

const statistics: Readonly<Record<string, PerRank<number>>> = {
  "Wall time": ({ lastEnd }) => lastEnd,
  "GPU time": ({ busy }) => busy.compute,
  "CPU time": ({ busy }) => busy.cpu,
  "Comm time": ({ busy }) => busy.communication,
  "Remote mem time": ({ busy }) => busy.memory,
  "Invalid time": ({ lastEnd }) => lastEnd.map(() => 0),
  // The sum of both less the whole, which wraps below 0.
  "Total compute-communication overlap": ({ busy, lastEnd }) =>
    lastEnd.map((wall, rank) => busy.compute[rank]! + busy.communication[rank]! - wall),
};

const averages: Readonly<Record<string, PerRank<string>>> = {
  "Compute bound percentage": ({ roofline }) => roofline!.computeBound.map(percent),
  "Average compute utilization": ({ roofline }) => roofline!.computeUtilization.map(percent),
  "Average memory utilization": ({ roofline }) => roofline!.memoryUtilization.map(percent),
  "Average operation intensity": ({ roofline }) => roofline!.intensity.map((value) => value.toFixed(3)),
  "peak memory usage": ({ memory }) => memory!.peak.map(astraSimMemory),
};

function percent(share: number): string {
  return (share * 100).toFixed(3);
}

/** Every figure of a completed record beside ours; empty where all are equal. */
function differencesOf(record: GraphRecord, result: Result): string[] {
  const { npus } = record;
  const graph = result.graph!;
  const differences: string[] = [];
  const compare = (
    what: string,
    ours: readonly unknown[],
    theirs: readonly unknown[],
    same: (ours: unknown, theirs: unknown) => boolean,
  ) => {
    const ranks = [...ours.keys()].filter(
      (rank) => theirs[rank] !== undefined && !same(ours[rank], theirs[rank]),
    );
    const [first] = ranks;
    if (first !== undefined)
      differences.push(
        `${what}: ${ranks.length} ranks differ, first rank ${first}: ours ${ours[first]}, recorded ${theirs[first]}`,
      );
  };
  const same64 = (ours: unknown, theirs: unknown) => unsigned(ours) === unsigned(theirs);
  compare("finish (ns)", result.npuFinish, byRank(record.finish_cycles, npus), same64);
  compare(
    "exposed communication (ns)",
    graph.exposedCommunication,
    byRank(record.exposed_comm_cycles, npus),
    same64,
  );
  for (const [name, values] of Object.entries(record.stats)) {
    const counter = statistics[name];
    if (counter !== undefined) compare(name, counter(graph), byRank(values, npus), same64);
    else
      compare(
        name,
        averages[name]!(graph),
        byRank(values, npus),
        (a, b) => a === (typeof b === "number" ? b.toFixed(3) : b),
      );
  }
  if (record.node_times !== undefined) differences.push(...nodeDifferences(record, result));
  return differences;
}

function nodeDifferences({ node_times: recorded, npus }: GraphRecord, { timeline }: Result): string[] {
  const differences: string[] = [];
  const ours = Array.from({ length: npus }, () => new Map<string, [start: number, end: number]>());
  for (const { rank, node, start, end } of timeline.spans)
    if (node !== undefined) ours[rank]!.set(String(node), [start, end]);
  let different = 0;
  let count = 0;
  for (const [rank, nodes] of byRank(recorded!, npus).entries()) {
    if (nodes === undefined) continue;
    const left = ours[rank]!;
    for (const [id, start, end] of nodes) {
      count++;
      const times = left.get(String(id));
      left.delete(String(id));
      if (times?.[0] === start && times[1] === end) continue;
      if (different++ === 0)
        differences.push(`node ${id} of rank ${rank}: ours ${times}, recorded ${start},${end}`);
    }
    if (left.size > 0) differences.push(`rank ${rank} ran ${left.size} nodes more than recorded`);
  }
  if (different > 0) differences[0] += ` (${different} of ${count} nodes differ)`;
  return differences;
}

/** Runs a record, and compares finish and exposed time of every NPU, statistics, and start and end of every node. `recordsFile`: where the record stands, for the files beside it. */
export async function checkRecord(record: GraphRecord, recordsFile: string): Promise<Outcome> {
  const overflows = record.max_finish !== null && Number(record.max_finish) >= lastTime;
  const completed = record.status === "ok" && !overflows;
  try {
    const result = await simulate(experimentOf(record, recordsFile), registry);
    const ended = { finish: Math.max(...result.npuFinish), below: result.bound?.below };
    if (!completed) return { outcome: "finished", differences: [], ...ended };
    return compared(differencesOf(record, result), ended);
  } catch (error) {
    if (error instanceof MissingFile) return { outcome: "outside", differences: [], message: error.message };
    return refusalOf(error, completed);
  }
}
