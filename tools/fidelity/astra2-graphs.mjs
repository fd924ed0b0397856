// Runs one recorded run of ASTRA-sim 2.x whose workload is a graph of nodes, and says where ours differs: finish and exposed time of every NPU, its statistics, and start and end of every
// node.
import { readFileSync } from "node:fs";
import { machineOf, systemFlags } from "./astra2.mjs";
import { besideRecords, bytesOf, MissingFile, tracesOf } from "./traces.mjs";

/** Longest time of a run that a double tells to the ns; the original's counter goes on beyond it after a division by zero. */
const lastTime = 2 ** 53;

/** Whether a record is one of these: its workload is a graph, or a graph does its collective. */
export function isGraphRecord({ backend, workload, system }) {
  if (backend === undefined || workload === undefined) return false;
  return (
    workload.kind !== "micro" || Object.keys(system).some((key) => key.endsWith("-implementation-custom"))
  );
}

/** The experiment that a record describes; `recordsFile` is the file that the record stands in, for the files beside it. */
export function experimentOf(record, packages, recordsFile) {
  const { readCommunicatorGroups, readRemoteMemory, readSystemJson, TraceReader } = packages;
  const { network, npus, cli } = record;
  const system = readSystemJson(record.system, "system.json", {
    injectionScale: cli["injection-scale"] ?? 1,
  });
  const groups =
    record.comm_group === null ? new Map() : readCommunicatorGroups(record.comm_group, "groups.json");
  const { algorithms, collectiveGraphs } = customOf(record, packages, recordsFile, system);
  const transform = record.workload.transform ?? [];
  const options = {
    groups,
    ranks: npus,
    dimensions: network.topology.length,
    tensors: system.tracksMemory,
    algorithms,
    ...(transform.includes("data_deps_only") ? { dependencies: "data" } : {}),
    ...(transform.includes("drop_dangling_ctrl_deps") ? { dependencies: "all" } : {}),
  };
  const traces = tracesOf(record, recordsFile, packages).map((bytes, rank) => {
    const reader = new TraceReader(`rank ${rank}`, rank, options);
    reader.push(bytes);
    return reader.end();
  });
  const remoteMemory = readRemoteMemory(record.remote_memory, "memory.json");
  return {
    name: record.id,
    ...machineOf(record, packages),
    system: {
      name: "astra",
      options: {
        ...system.options,
        ...systemFlags(record),
        collectiveGraphs,
        ...Object.fromEntries(
          Object.entries(system.customCollectives).map(([kind, prefix]) => [
            `${kind.replace(/-(.)/g, (_, letter) => letter.toUpperCase())}Implementation`,
            [prefix],
          ]),
        ),
      },
    },
    workload: packages.traceWorkload(traces),
    workloadOptions: {
      ...packages.graphRulesOfAstraSim2,
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
function customOf(record, packages, recordsFile, { customCollectives }) {
  const prefixes = new Set(Object.values(customCollectives));
  const algorithms = new Map();
  for (const line of (record.per_node_yaml ?? "").split("\n")) {
    const [, node, prefix] = /^\s*(\d+)\s*:\s*(\S+)\s*$/.exec(line) ?? [];
    if (node === undefined) continue;
    algorithms.set(node, prefix);
    prefixes.add(prefix);
  }
  const collectiveGraphs = {};
  for (const prefix of prefixes) {
    const graph = customGraph(prefix, record, packages, recordsFile);
    collectiveGraphs[prefix] = { graph, issueOrder: "hashed" };
  }
  return { algorithms, collectiveGraphs };
}

function customGraph(prefix, record, packages, recordsFile) {
  const xml = record.custom_from_xml;
  if (xml?.prefix === prefix) {
    const file = besideRecords(xml.file, recordsFile);
    const algorithm = packages.readMsccl(readFileSync(file, "utf8"), file);
    return packages.mscclGraph(algorithm, { bytes: xml.bytes, reduceTime: xml.reduce_micros * 1000 || 1 });
  }
  const custom = record.custom_collectives?.[prefix];
  const traces =
    custom === undefined
      ? customTraces(prefix, record, packages, recordsFile)
      : custom.rank_to_graph.map((graph) => bytesOf(custom.graphs[graph], packages));
  return packages.traceWorkload(
    traces.map((bytes, position) => packages.readTrace(bytes, `${prefix}.${position}.et`, position)),
  );
}

/** Traces in files: the original's own examples, and two that stand as graphs in JSON beside the records. */
function customTraces(prefix, { npus }, packages, recordsFile) {
  const [, ranks] = /^custom\/direct(\d+)$/.exec(prefix) ?? [];
  if (ranks !== undefined) {
    const file = besideRecords(`inputs/astra2/graphs/custom_direct_allreduce_${ranks}.json`, recordsFile);
    const { graphs_per_rank: graphs } = JSON.parse(readFileSync(file, "utf8"));
    return graphs.map((graph) => bytesOf(graph, packages));
  }
  const files = prefix.replace(exampleFolder, "inputs/astra2/examples_et");
  return Array.from({ length: npus }, (_, rank) =>
    readFileSync(besideRecords(`${files}.${rank}.et`, recordsFile)),
  );
}

/** By rank. A record holds one value for all, a list, or a map of those that have one. */
function byRank(values, npus) {
  if (values.uniform !== undefined) return new Array(npus).fill(values.uniform);
  return Array.isArray(values) ? values : Array.from({ length: npus }, (_, rank) => values[rank]);
}

/** A whole number as the original's unsigned 64-bit counters show it. */
function unsigned(value) {
  return BigInt.asUintN(64, BigInt(value));
}

const statistics = {
  "Wall time": ({ lastEnd }) => lastEnd,
  "GPU time": ({ busy }) => busy.compute,
  "CPU time": ({ busy }) => busy.cpu,
  "Comm time": ({ busy }) => busy.communication,
  "Remote mem time": ({ busy }) => busy.memory,
  "Invalid time": ({ lastEnd }) => lastEnd.map(() => 0),
  // The sum of both less the whole, which wraps below 0.
  "Total compute-communication overlap": ({ busy, lastEnd }) =>
    lastEnd.map((wall, rank) => busy.compute[rank] + busy.communication[rank] - wall),
};

const averages = {
  "Compute bound percentage": ({ roofline }) => roofline.computeBound.map(percent),
  "Average compute utilization": ({ roofline }) => roofline.computeUtilization.map(percent),
  "Average memory utilization": ({ roofline }) => roofline.memoryUtilization.map(percent),
  "Average operation intensity": ({ roofline }) => roofline.intensity.map((value) => value.toFixed(3)),
  "peak memory usage": ({ memory }, packages) => memory.peak.map(packages.astraSimMemory),
};

function percent(share) {
  return (share * 100).toFixed(3);
}

/** Every figure of a completed record beside ours; empty where all are equal. */
export function differencesOf(record, result, packages) {
  const { npus } = record;
  const differences = [];
  const compare = (what, ours, theirs, same) => {
    const ranks = [...ours.keys()].filter(
      (rank) => theirs[rank] !== undefined && !same(ours[rank], theirs[rank]),
    );
    if (ranks.length > 0)
      differences.push(
        `${what}: ${ranks.length} ranks differ, first rank ${ranks[0]}: ours ${ours[ranks[0]]}, recorded ${theirs[ranks[0]]}`,
      );
  };
  const same64 = (ours, theirs) => unsigned(ours) === unsigned(theirs);
  compare("finish (ns)", result.npuFinish, byRank(record.finish_cycles, npus), same64);
  compare(
    "exposed communication (ns)",
    result.graph.exposedCommunication,
    byRank(record.exposed_comm_cycles, npus),
    same64,
  );
  for (const [name, values] of Object.entries(record.stats)) {
    const ours = (statistics[name] ?? averages[name])(result.graph, packages);
    const same =
      statistics[name] === undefined ? (a, b) => a === (typeof b === "number" ? b.toFixed(3) : b) : same64;
    compare(name, ours, byRank(values, npus), same);
  }
  if (record.node_times !== undefined) differences.push(...nodeDifferences(record, result));
  return differences;
}

function nodeDifferences({ node_times: recorded, npus }, { timeline }) {
  const differences = [];
  const ours = Array.from({ length: npus }, () => new Map());
  for (const { rank, node, start, end } of timeline.spans) ours[rank].set(String(node), [start, end]);
  let different = 0;
  let count = 0;
  for (const [rank, nodes] of byRank(recorded, npus).entries()) {
    if (nodes === undefined) continue;
    for (const [id, start, end] of nodes) {
      count++;
      const times = ours[rank].get(String(id));
      ours[rank].delete(String(id));
      if (times?.[0] === start && times[1] === end) continue;
      if (different++ === 0)
        differences.push(`node ${id} of rank ${rank}: ours ${times}, recorded ${start},${end}`);
    }
    if (ours[rank].size > 0) differences.push(`rank ${rank} ran ${ours[rank].size} nodes more than recorded`);
  }
  if (different > 0) differences[0] += ` (${different} of ${count} nodes differ)`;
  return differences;
}

/** Runs the record. Outcomes: exact or different where the original completed; finished or refused where it did not; outside where its files are missing. */
export async function checkRecord(record, packages, recordsFile) {
  const overflows = record.max_finish !== null && Number(record.max_finish) >= lastTime;
  const completed = record.status === "ok" && !overflows;
  try {
    const result = await packages.simulate(experimentOf(record, packages, recordsFile), packages.registry);
    const finish = Math.max(...result.npuFinish);
    if (!completed) return { outcome: "finished", differences: [], finish, below: result.bound?.below };
    const differences = differencesOf(record, result, packages);
    return {
      outcome: differences.length === 0 ? "exact" : "different",
      differences,
      finish,
      below: result.bound?.below,
    };
  } catch (error) {
    if (error instanceof MissingFile) return { outcome: "outside", differences: [], message: error.message };
    if (error.code === undefined) throw error;
    const { code, message } = error;
    if (!completed) return { outcome: "refused", differences: [], code, message };
    return { outcome: "different", differences: [`ours refuses: ${message}`], code, message };
  }
}
