import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** Text of a file of the repository; tests and script both start at its root. */
export function seedFile(path: string): string {
  return readFileSync(join(process.cwd(), path), "utf8");
}

/** A Garnet text file of one of its three topologies. */
function garnetText(topology: string, npus: number, packages: number, rows: number, routing: string): string {
  return `num-npus: ${npus}
num-packages: ${packages}
package-rows: ${rows}
topology: ${topology}
local-rings: 2
vertical-rings: 1
horizontal-rings: 1
links-per-tile: 2
flit-width: 256
local-packet-size: 512
package-packet-size: 64
tile-link-width: 256
package-link-width: 128
vcs-per-vnet: 4
routing-algorithm: ${routing}
router-latency: 1
local-link-latency: 3
package-link-latency: 5
buffers-per-vc: 16
local-link-efficiency: 1.0
`;
}

export const garnetTexts = [
  garnetText("Torus3D", 8, 4, 2, "Ring_XY"),
  garnetText("NV_Switch", 4, 2, 1, "AllToAll"),
  garnetText("AllToAll", 4, 2, 1, "AllToAll"),
];

export const networkJson = [
  '{\n "topology-name": "Hierarchical",\n "dimensions-count": 1,\n "topologies-per-dim": ["Ring"],\n "units-count": [4],\n "links-count": [2],\n "link-latency": [500],\n "link-bandwidth": [50]\n}',
  '{\n "topology-name": "Hierarchical",\n "topologies-per-dim": ["Switch", "FullyConnected"],\n "dimension-type": ["N", "P"],\n "dimensions-count": 2,\n "units-count": [2, 3],\n "links-count": [1, 2],\n "link-latency": [1, 0.5],\n "link-bandwidth": [32, 16.5],\n "nic-latency": [0, 3],\n "router-latency": [10, 0],\n "hbm-latency": [500, 500],\n "hbm-bandwidth": [370, 370],\n "hbm-scale": [0, 1]\n}',
];

export const networkYaml = [
  "topology: [Ring, Switch]\nnpus_count: [2, 4]\nbandwidth: [400.0, 50]\nlatency: [936.25, 10]\n",
  "topology:\n  - FullyConnected\nnpus_count:\n  - 4\nbandwidth: [1.0e+2]\nlatency: [0] # ns\n",
];

export const systemTexts = [
  "scheduling-policy: LIFO\nendpoint-delay: 10\nactive-chunks-per-dimension: 1\npreferred-dataset-splits: 4\nboost-mode: 0\nall-reduce-implementation: ring\nall-gather-implementation: ring\nreduce-scatter-implementation: ring\nall-to-all-implementation: ring\ncollective-optimization: localBWAware\n",
  "scheduling-policy: FIFO\nendpoint-delay: 1\nactive-chunks-per-dimension: 2\npreferred-dataset-splits: 3\nall-reduce-implementation: direct2_halvingDoubling\nall-gather-implementation: direct_doubleBinaryTree\nreduce-scatter-implementation: ring_ring\nall-to-all-implementation: direct_ring\ncollective-optimization: baseline\nintra-dimension-scheduling: smallestFirst\ninter-dimension-scheduling: offlineGreedy\ngap-denominator: 4\nmodel-shared-bus: 1\nlocal-reduction-delay: 2\nL: 3\no: 4\ng: 5\nG: 0.01\nseprate-log: 0\n",
];

export const systemJson = [
  '{\n "scheduling-policy": "LIFO",\n "endpoint-delay": 10,\n "active-chunks-per-dimension": 2,\n "preferred-dataset-splits": 4,\n "all-reduce-implementation": ["ring"],\n "all-gather-implementation": ["ring"],\n "reduce-scatter-implementation": ["ring"],\n "all-to-all-implementation": ["ring"],\n "collective-optimization": "localBWAware",\n "local-mem-bw": 3350\n}',
  '{\n "scheduling-policy": "FIFO",\n "endpoint-delay": 0,\n "preferred-dataset-splits": 2,\n "all-reduce-implementation": ["direct", "halvingDoubling"],\n "roofline-enabled": 1,\n "peak-perf": 900,\n "model-shared-bus": 1,\n "L": 1,\n "o": 2,\n "g": 3,\n "G": 0.1,\n "boost-mode": 0\n}',
];

const layer = (name: string, spare = "") =>
  `${name}\t-1\t5\tALLGATHER\t1024\t7\tNONE\t0\t9\tALLREDUCE\t4096\t10${spare}`;

export const workloadTexts = [
  `DATA\n2\n${layer("conv1")}\n${layer("fc")}\n`,
  `HYBRID_TRANSFORMER model_parallel_NPU_group: 2\n2\n${layer("a")}\n${layer("b")}\n`,
  `HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 2 checkpoints: 1 0 checkpoint_initiates: 1 1\n2\n${layer("a")}\n${layer("b")}\n`,
  `HYBRID_DLRM 0\n2\n${layer("bottom")}\n${layer("top")}\n`,
  `HYBRID_CUSTOMIZED\n1\n${layer("a", "\tHYBRID_DATA_MODEL")}\n`,
  `MICRO\r\n1\r\n${layer("a")}\r\n`,
];

export const graphs = [
  {
    schema: "astra-ts/graph@1",
    ranks: [[0, 4]],
    programs: [
      [
        { id: 0, kind: "compute", duration: 10 },
        { id: 1, kind: "collective", collective: "all-reduce", bytes: 4096, after: [0] },
        {
          id: 2,
          name: "pair",
          kind: "collective",
          collective: "all-gather",
          bytes: 64,
          dimensions: [0],
          after: [1],
        },
      ],
    ],
  },
  {
    schema: "astra-ts/graph@1",
    grid: [
      { name: "tensor", size: 2 },
      { name: "pipeline", size: 2 },
    ],
    communicationSlots: 2,
    ranks: [
      [0, 2],
      [1, 2],
    ],
    programs: [
      [
        { id: 0, kind: "send", to: { axis: "pipeline", shift: 1 }, tag: 3, bytes: 100 },
        {
          id: 1,
          kind: "collective",
          collective: "all-reduce",
          bytes: 64,
          group: { axes: ["tensor"] },
          after: [0],
        },
      ],
      [
        { id: 0, kind: "receive", from: { axis: "pipeline", shift: -1 }, tag: 3, bytes: 100 },
        {
          id: 1,
          kind: "collective",
          collective: "all-reduce",
          bytes: 64,
          group: { axes: ["tensor"] },
          after: [0],
        },
        { id: 2, kind: "compute", duration: 0.5, after: [1] },
      ],
    ],
  },
  {
    schema: "astra-ts/graph@1",
    ranks: [
      [0, 1],
      [1, 1],
      [2, 2],
    ],
    programs: [
      [{ id: 5, kind: "send", to: 1, tag: 0, bytes: 1 }],
      [{ id: 7, kind: "receive", from: 0, tag: 0, bytes: 1, after: [] }],
      [{ id: 1, kind: "collective", collective: "all-to-all", bytes: 128, group: [2, 3], after: [] }],
    ],
  },
];

const dimensions = [
  { shape: "ring", npus: 4, bandwidth: "50GiB/s", latency: "500ns" },
  { shape: "switch", npus: 2, bandwidth: 25, latency: 2, routerLatency: "1us", tier: "node" },
];
const layers = [
  { name: "a", forward: { compute: 10, communication: "all-gather", size: "1KiB" }, updateTime: 3 },
  { name: "b", weightGradient: { compute: "1us", communication: "all-reduce", size: 4096 } },
];

/** Experiments that use every key of the format. */
export const experiments: readonly Record<string, unknown>[] = [
  {
    name: "Collective",
    topology: [dimensions[0]],
    networks: ["analytical", { backend: "packet", flitBytes: 64 }],
    system: { preferredDatasetSplits: 4, allReduceImplementation: "ring" },
    workload: { collective: "all-reduce", size: "64KiB" },
    variants: { bigger: { "topology.0.npus": 8 } },
    sweep: { grid: { "topology.0.npus": [2, 4], size: { fields: "workload.size", values: ["1KiB", 2048] } } },
  },
  {
    topology: { dimensions, overrides: [{ from: 0, to: 1, bandwidth: "1GB/s" }] },
    network: "analytical-congestion",
    workload: { trainingLoop: "DATA", layers, passes: 2, computeScale: 0.5, communicationScale: 2 },
    seed: 3,
    timeline: { ranks: 2, spans: 100 },
  },
  {
    topology: {
      nodes: ["a", "b", "c"].map((name) => ({ name, kind: "npu" })).concat({ name: "s", kind: "switch" }),
      links: ["a", "b", "c"].map((from) => ({ from, to: "s", bandwidth: "10GB/s", latency: "5ns" })),
      grid: [3],
    },
    network: { backend: "analytical", rules: "links" },
    system: { model: "astra", activeChunksPerDimension: 2 },
    workload: {
      trainingLoop: "HYBRID_CUSTOMIZED",
      layers: layers.map((layer) => ({ ...layer, parallelism: "DATA" })),
    },
  },
  {
    include: "base.yaml",
    topology: { file: "network.json" },
    system: { file: "system.txt", preferredDatasetSplits: 2 },
    workload: { file: "workload.txt", passes: 1 },
    sweep: {
      grid: { machine: { cases: { one: { "topology.file": "network.json" } } } },
      list: [{ name: "p", set: { seed: 2 } }],
      pareto: { measures: ["total_ns", "cost"], within: ["machine"] },
    },
  },
  {
    topology: [
      { shape: "leaf-spine", npus: 4, bandwidth: 10, latency: 1, leaves: 2, spines: 2, uplinkBandwidth: 5 },
    ],
    network: { backend: "packet", vcsPerVnet: 2 },
    workload: { collective: "all-to-all", size: 4096 },
  },
  {
    topology: [
      { shape: "mesh", npus: 3, bandwidth: 10, latency: 1 },
      { shape: "hypercube", npus: 4, bandwidth: 1, latency: 0 },
    ],
    workload: { collective: "reduce-scatter", size: 4096 },
    system: {
      interDimensionScheduling: "offlineGreedy",
      preferredDatasetSplits: 3,
      rendezvousProtocol: true,
    },
  },
];

export const gemmTexts = [
  "Layer,m,n,k\nfc1,1024,512,256\nfc2,64,64,64\n",
  'Layer,m,n,k,parallelism\r\nfc1,1024,512,256,DATA\r\n"fc2",64,64,64,MODEL\r\n',
];

/** Rows of measured times. */
export const measuredTexts = [
  '{"id": "a", "op": "gemm", "m": 64, "n": 128, "k": 256, "dtype": "bf16", "us": 3.1, "how": "graph"}\n{"op": "launch", "us": 1}\n{"op": "block", "model": "x", "hidden": 256, "ffn": 512, "heads": 4, "kv_heads": 2, "gated": true, "tensor": 2, "batch": 1, "sequence": 128, "dtype": "bf16", "forward_us": 50}\n',
  '{"op": "conv", "batch": 2, "channels_in": 8, "channels_out": 8, "side": 7, "filter": 3, "stride": 2, "padding": 1, "dtype": "bf16", "us": 9}\n{"op": "adam", "parameters": 1000, "dtype": "fp32", "us": 70, "how": "eager"}\n',
];

export const acceleratorTexts = [
  '[general]\nrun_name = "google"\n\n[architecture_presets]\nArrayHeight:    256\nArrayWidth:     256\nIfmapSramSzkB:  6144\nDataflow : ws\nBandwidth : 10\n\n[run_presets]\nInterfaceBandwidth: CALC\n',
];

/** Topologies of ASTRA-sim's ns-3 and of SimAI's. */
export const ns3Topologies = [
  "5 1 4\n4\n4 0 400Gbps 0.0005ms 0\n4 1 400Gbps 0.0005ms 0\n4 2 400Gbps 0.0005ms 0.1\n4 3 100Gbps 1us 0\n",
  "4 0 4\n\n0 1 25Gbps 0.005ms 0\n1 2 25Gbps 0.005ms 0\n2 3 25Gbps 0.005ms 0\n3 0 25Gbps 0.005ms 0\n",
  "5 2 1 0 4 A100\n4\n0 4 2400Gbps 0.000025ms 0\n1 4 2400Gbps 0.000025ms 0\n2 4 2400Gbps 0.000025ms 0\n3 4 2400Gbps 0.000025ms 0\n",
];
