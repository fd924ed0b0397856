import type { Experiment, GraphNodeWork } from "@astra-ts/core";
import { collective, experiment, graph, layers, machine, reduce } from "./experiments.js";

/** Where an option matters: what it is set to, with which other options, in which experiment. Or, as text, why no run of this test can show it. */
export type Case =
  | {
      readonly value: unknown;
      readonly with?: Readonly<Record<string, unknown>>;
      readonly in?: Experiment;
    }
  | string;

export type Cases = Readonly<Record<string, Readonly<Record<string, Case>>>>;

const garnetFile =
  "the options of Garnet's machine are the lines of its file: readers.test.ts of net-packet changes each of them";
const needsNs3 = "needs ns-3 on the machine: ns3.test.ts runs where it is installed";

const direct = { system: { name: "astra", options: { allReduceImplementation: "direct" } } };
const crowded = experiment({ topology: machine(["ring", 8]), workload: collective("all-to-all"), ...direct });
const onMesh = experiment({
  topology: machine(["mesh", 3], ["mesh", 3]),
  workload: collective("all-to-all"),
});

const unevenWays = experiment({
  topology: machine(["mesh", 4]),
  workload: collective("all-to-all", 262_144),
  ...direct,
});

export const networkCases: Cases = {
  analytical: { rules: { value: "astra-sim-2" } },
  "analytical-congestion": { reportedLinks: { value: 1 } },
  flow: {
    sharing: {
      value: "latency-weighted",
      in: experiment({ topology: machine(["ring", 6]), workload: collective("all-to-all"), ...direct }),
    },
    startLatency: { value: "pipelined", in: crowded },
    efficiency: { value: 0.9 },
    window: { value: 100 },
    acknowledgements: { value: 0.5, in: crowded },
    rounding: { value: "down", in: experiment({ topology: machine(["ring", 7]) }) },
    reportedLinks: { value: 1 },
  },
  packet: {
    flitBytes: { value: 64 },
    packetBytes: { value: 256, in: crowded },
    vcPackets: { value: "one", in: crowded },
    arbitration: { value: "age", in: unevenWays },
    vcsPerVnet: { value: 2, with: { routing: "up-down" }, in: crowded },
    buffersPerVc: { value: 2 },
    lanes: { value: 1, in: onMesh },
    routerLatency: { value: 4 },
    interfaceLatency: { value: 4 },
    cycleTime: { value: 3.7 },
    pointers: { value: "fork", with: { vcPackets: "one" }, in: onMesh },
    routing: { value: "up-down", in: onMesh },
    startTime: { value: 1000 },
    reportedLinks: { value: 1 },
    garnet: garnetFile,
  },
  ns3: {
    transport: needsNs3,
    mtu: needsNs3,
    queue: needsNs3,
    errorRates: needsNs3,
    congestionControl: needsNs3,
    red: needsNs3,
    minRto: needsNs3,
    buffer: needsNs3,
    patience: needsNs3,
    timeLimit: needsNs3,
    reportedLinks: needsNs3,
  },
};

const meeting = experiment({ workload: layers([4096, 262_144, 65_536]) });
const large = (splits: number) => ({ preferredDatasetSplits: splits });
const deep = experiment({ topology: machine(["ring", 2], ["ring", 2], ["ring", 4]) });
const group = (own: object = {}): GraphNodeWork => reduce(1, { group: [0, 1, 2, 3], ...own });
const grouped = experiment({ workload: graph([[group()], [group()], [group()], [group()], [], [], [], []]) });
const shifted = {
  kind: "graph" as const,
  ranks: [0, 1].map((rank): GraphNodeWork[] => [
    { kind: "send", id: 1, after: [], to: 1 - rank, tag: 0, bytes: 5000 },
    { kind: "receive", id: 2, after: [], from: 1 - rank, tag: 0, bytes: 5000 },
  ]),
};

export const systemCases: Cases = {
  astra: {
    schedulingPolicy: { value: "FIFO", with: large(4), in: meeting },
    endpointDelay: { value: 500 },
    groupEndpointDelay: { value: 500, in: grouped },
    activeChunksPerDimension: { value: 4, with: large(4) },
    preferredDatasetSplits: { value: 4 },
    queuesPerDimension: { value: 2, with: large(4) },
    oneWayDimensions: {
      value: [0],
      with: { ...large(4), queuesPerDimension: 2, activeChunksPerDimension: 4 },
    },
    boostMode: { value: true },
    allReduceImplementation: { value: "direct" },
    allGatherImplementation: { value: "direct", in: experiment({ workload: collective("all-gather") }) },
    reduceScatterImplementation: {
      value: "direct",
      in: experiment({ workload: collective("reduce-scatter") }),
    },
    allToAllImplementation: { value: "ring", in: experiment({ workload: collective("all-to-all") }) },
    broadcastImplementation: { value: "flatTree", in: experiment({ workload: collective("broadcast") }) },
    reduceImplementation: { value: "flatTree", in: experiment({ workload: collective("reduce") }) },
    gatherImplementation: { value: "flatTree", in: experiment({ workload: collective("gather") }) },
    scatterImplementation: { value: "flatTree", in: experiment({ workload: collective("scatter") }) },
    unnamedAlgorithm: { value: "ring", in: experiment({ topology: machine(["fully-connected", 8]) }) },
    collectiveOptimization: { value: "baseline" },
    intraDimensionScheduling: { value: "smallestFirst", with: large(4), in: meeting },
    interDimensionScheduling: { value: "roundRobin", with: large(4), in: deep },
    gapDenominator: {
      value: 1,
      with: { ...large(16), interDimensionScheduling: "offlineGreedy" },
      in: experiment({ topology: machine(["ring", 4], ["ring", 4, { bandwidth: 3 }]) }),
    },
    sharedBus: { value: { latency: 10, overhead: 10, gap: 10, gapPerByte: 0.1 } },
    rendezvousProtocol: { value: true },
    localMemoryBandwidth: { value: 10 },
    reductionTime: { value: 700 },
    reductionRounding: {
      value: "seconds",
      with: { localMemoryBandwidth: 100 },
      in: experiment({ topology: machine(["ring", 8]), workload: collective("all-reduce", 24_000) }),
    },
    phaseBarrier: {
      value: false,
      with: large(4),
      in: experiment({
        workload: graph(
          [0, 1, 2, 3, 4, 5, 6, 7].map((rank): GraphNodeWork[] => [
            { kind: "compute", id: 1, after: [], duration: rank * 900 },
            reduce(2, { after: [1] }),
          ]),
        ),
      }),
    },
    chunkRounding: { value: "full-chunks", with: large(3) },
    groupPlacement: {
      value: "first",
      with: { allReduceImplementation: "ring_direct" },
      in: experiment({
        topology: machine(["ring", 2], ["ring", 4]),
        workload: graph(
          [0, 1, 2, 3, 4, 5, 6, 7].map((rank) => (rank % 2 === 0 ? [group({ group: [0, 2, 4, 6] })] : [])),
        ),
      }),
    },
    groupsReduceThroughout: {
      value: true,
      with: { allReduceImplementation: "direct", localMemoryBandwidth: 1 },
      in: grouped,
    },
    defaultDimensions: { value: 1 },
    incompleteCollectives: {
      value: true,
      with: { allGatherImplementation: "halvingDoubling" },
      in: experiment({ topology: machine(["switch", 6]), workload: collective("all-gather", 12_000) }),
    },
    groupAlgorithms: {
      value: "first",
      in: experiment({
        workload: graph(
          [0, 1, 2, 3, 4, 5, 6, 7].map((rank) =>
            rank < 4
              ? [group({ algorithm: "ring" }), group({ id: 2, after: [1], algorithm: "direct" } as object)]
              : [],
          ),
        ),
      }),
    },
    collectiveGraphs: {
      value: { own: { graph: shifted, over: "dimension" } },
      with: { allReduceImplementation: "own" },
      in: experiment({ topology: machine(["ring", 2]) }),
    },
    queueAssignment: {
      value: "halves",
      with: { ...large(4), queuesPerDimension: 4, activeChunksPerDimension: 4 },
    },
  },
};

const simple = { passes: { value: 3 }, computeScale: { value: 2 }, communicationScale: { value: 2 } };
const withCompute: GraphNodeWork = { kind: "compute", id: 1, after: [], duration: 5000 };
const busy = experiment({ workload: graph([withCompute, reduce(2, { after: [1] })]) });
const two = (nodes: readonly GraphNodeWork[]) =>
  experiment({ topology: machine(["ring", 2]), workload: graph([nodes, []]) });
const loads: GraphNodeWork[] = [1, 2].map((id) => ({
  kind: "memory",
  access: "load",
  id,
  after: [],
  bytes: 4000,
}));
const remote = { model: "per-npu", latency: 50, bandwidth: 1 };
const allLoad = experiment({ topology: machine(["ring", 4]), workload: graph(loads, 4) });

export const workloadCases: Cases = {
  layers: {
    passes: { value: 3, in: meeting },
    computeScale: { value: 2, in: meeting },
    communicationScale: { value: 2, in: meeting },
  },
  collective: {
    ...simple,
    computeScale: "a collective alone computes nothing: refused, scales.test.ts of workload",
  },
  graph: {
    passes: { value: 3, in: busy },
    computeScale: { value: 2, in: busy },
    communicationScale: { value: 2, in: busy },
    communicationSlots: { value: 2, in: experiment({ workload: graph([reduce(1), reduce(2)]) }) },
    issueOrder: {
      value: "ready",
      in: two([
        { kind: "compute", id: 9, after: [], duration: 10 },
        { kind: "compute", id: 1, after: [9], duration: 20 },
        { kind: "compute", id: 10, after: [], duration: 30 },
      ]),
    },
    resources: {
      value: "four",
      with: { remoteMemory: remote },
      in: experiment({ workload: graph([...loads, reduce(3)]) }),
    },
    instantNodes: {
      value: "wait",
      in: two([
        { kind: "marker", id: 2, after: [] },
        { kind: "compute", id: 4, after: [], duration: 4, on: "cpu" },
        { kind: "compute", id: 3, after: [2], duration: 5 },
      ]),
    },
    stuckNodes: {
      value: "leave",
      in: two([
        withCompute,
        { kind: "compute", id: 2, after: [3], duration: 1 },
        { kind: "compute", id: 3, after: [2], duration: 1 },
      ]),
    },
    replay: { value: true, in: experiment({ workload: graph([reduce(1, { duration: 7 } as object)]) }) },
    roofline: {
      value: { peakPerformance: 1, memoryBandwidth: 1 },
      in: two([{ ...withCompute, operations: 1_000_000, memoryBytes: 10 } as GraphNodeWork]),
    },
    memoryUse: {
      value: true,
      in: two([{ ...withCompute, outputs: [{ name: "a", bytes: 100 }] } as GraphNodeWork]),
    },
    remoteMemory: { value: { ...remote, latency: 500 }, with: { remoteMemory: remote }, in: allLoad },
    "remoteMemory.model": { value: "pool", with: { remoteMemory: remote }, in: allLoad },
    "remoteMemory.latency": { value: 700, with: { remoteMemory: remote }, in: allLoad },
    "remoteMemory.bandwidth": { value: 3, with: { remoteMemory: remote }, in: allLoad },
    "remoteMemory.npusPerNode": {
      value: 4,
      with: { remoteMemory: { ...remote, model: "per-node", npusPerNode: 2 } },
      in: allLoad,
    },
  },
};
