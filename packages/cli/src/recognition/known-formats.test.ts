import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identify, knownFormats } from "./known-formats.js";
import { glimpseOf, glimpseOfFile } from "./look/glimpse.js";
import { topLevelKeys } from "./look/top-level-keys.js";

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)),
  );

/** A protobuf field that holds text or a message. */
const field = (number: number, ...content: (string | number[])[]): number[] => {
  const inner = [...bytes(...content)];
  return [number * 8 + 2, inner.length, ...inner];
};
const zip = (...names: string[]) => bytes([0x50, 0x4b, 3, 4, 20, 0, 0, 0], names.join("\u0000"));

/** A file of each kind, or several: the name of the kind, the file's name, and its beginning. */
const samples: readonly (readonly [string, string, string | Uint8Array])[] = [
  [
    "an MSCCL algorithm (XML)",
    "ring.xml",
    '<!-- by hand -->\n<algo name="ring" proto="LL" nchannels="1" ngpus="4" coll="allreduce">',
  ],
  [
    "an MSCCL++ plan (JSON)",
    "plan.json",
    '{ "name": "allreduce", "collective": "allreduce", "protocol": "LL", "gpus": [] }',
  ],
  ["a list of messages (CSV)", "list.csv", "time,source,destination,bytes\n0,0,1,10\n"],
  ["a GOAL schedule", "tree.goal", "// by Schedgen\nnum_ranks 2\n\nrank 0 {\nl1: send 8b to 1 tag 0\n}\n"],
  ["a GOAL schedule", "tree", "/* two */ num_ranks 2\nrank 0 {\n}"],
  [
    "a Chakra execution trace (protobuf)",
    "llama.0.et",
    bytes([7], field(1, "0.0.4"), [8], field(2, "all_g"), [1]),
  ],
  ["a Chakra execution trace (protobuf)", "old.et", bytes([5], [8, 1], field(2, "x"), [2, 8, 2])],
  ["a Chakra execution trace (protobuf)", "cut.7.et", bytes([0, 1, 2, 255])],
  ["a Chakra execution trace, packed (gzip)", "llama.0.et.gz", bytes([0x1f, 0x8b, 8, 0])],
  [
    "a Chakra execution trace in the JSON form of 2024",
    "chakra.0.json",
    '{ "workload_graph": [ { "Id": 216 } ] }',
  ],
  [
    "a PyTorch execution trace of the host (JSON)",
    "et.json",
    '{ "schema": "1.0.2-chakra.0.0.4", "pid": 1, "nodes": [] }',
  ],
  [
    "a profiler's trace of PyTorch (Kineto)",
    "kineto.json",
    '{ "schemaVersion": 1, "deviceProperties": [], "traceEvents": [] }',
  ],
  [
    "a timeline of events for Perfetto or chrome://tracing",
    "timeline.json",
    '{ "traceEvents": [], "displayTimeUnit": "ns" }',
  ],
  ["an SQLite database, such as Nsight Systems exports", "report.sqlite", bytes("SQLite format 3", [0])],
  [
    "a workload file of SimAI (AICB)",
    "micro.txt",
    "HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 8 ep: 1 pp: 1 vpp: 8\n1\n",
  ],
  [
    "a workload file of SimAI (AICB)",
    "moe.txt",
    "HYBRID_TRANSFORMER model_parallel_NPU_group: 8\n1\nmoe -1 1 ALLTOALL_EP 8 1 NONE 0 1 NONE 0 1\n",
  ],
  [
    "a list of a step's collectives by AICB (CSV)",
    "physical.csv",
    "[rank0 ~ rank7]\ncomm_type,comm_group,comm_group_size,msg_size\n",
  ],
  [
    "a table of layers by AICB for vidur",
    "vidur.csv",
    "layer_id\tlayer_name\tcomp_time\tcomm_size\n0\tattention\t1\t2\n",
  ],
  [
    "a table of bus bandwidths for SimAI's analytical mode (YAML)",
    "busbw.yaml",
    "test\nTP:\nallreduce,: 300\nDP:\nallreduce,: null\n",
  ],
  [
    "a table of ratios of bus bandwidth for SimAI's analytical mode (CSV)",
    "nic_ratio.csv",
    "Size,1 Node(NVLink),2Node\n16777216,0.45,0.32\n",
  ],
  [
    "a rank table with a network of several layers",
    "ranktable.json",
    '{ "version": "2.0", "rank_count": 16, "rank_list": [] }',
  ],
  [
    "an ns-3 topology of SimAI",
    "Spectrum-X_32g_8gps",
    "108 8 4 72 576 A100\n32 33 34\n0 32 2400Gbps 0.000025ms 0\n",
  ],
  [
    "an ns-3 topology of ASTRA-sim or HPCC",
    "ring.txt",
    "8 0 8\n\n0 1 25Gbps 0.005ms 0\n1 2 25Gbps 0.005ms 0\n",
  ],
  [
    "an ns-3 topology of ASTRA-sim or HPCC",
    "fat.txt",
    "320 64 640\n256 257 258\n256 0 100Gbps 1us 0.000000\n",
  ],
  [
    "a file of settings for ns-3 as ASTRA-sim, SimAI and HPCC use it",
    "SimAI.conf",
    "ENABLE_QCN 1\nUSE_DYNAMIC_PFC_THRESHOLD 1\n\nPACKET_PAYLOAD_SIZE 9000\n",
  ],
  ["an htsim topology (.topo)", "leaf.topo", "# two tiers\nNodes 32\nTiers 2\nPodsize 32\n"],
  [
    "an htsim connection matrix (.cm)",
    "perm.cm",
    "Nodes 16\nConnections 2\n0->1 id 1 start 0 size 2000000\n",
  ],
  [
    "a BookSim network of any shape (anynet)",
    "net",
    "router 0 node 0 node 1 router 1 15\nrouter 1 node 2 node 3\n",
  ],
  [
    "a BookSim configuration",
    "mesh",
    "// a mesh\ntopology = mesh;\nk = 8;\nn = 2;\nrouting_function = dor;\n",
  ],
  [
    "a TACCL topology",
    "topo.json",
    '{ "name": "NDv2", "gpus_per_node": 8, "alpha": 30, "node_betas_list": [2.24] }',
  ],
  [
    "a TACCL sketch",
    "sketch.json",
    '{ "nnodes": 1, "intranode_sketch": { "strategy": "none" }, "symmetry_offsets": [] }',
  ],
  [
    "the output of nvidia-smi topo -m",
    "topo.txt",
    "\tGPU0\tGPU1\tCPU Affinity\nGPU0\t X \tNV12\t0-31\nGPU1\tNV12\t X \t0-31\n",
  ],
  ["a topology by NCCL (XML)", "topo.xml", '<system version="1">\n  <cpu numaid="0" arch="x86_64">'],
  ["a configuration of gem5", "config.ini", "[root]\ntype=Root\nchildren=system\n"],
  ["a model exported by torch.export (.pt2)", "model.pt2", zip("a/archive_format")],
  [
    "a model exported by torch.export (.pt2)",
    "model.zip",
    zip("model/data/weights/model_weights_config.json"),
  ],
  ["a model in ONNX", "model.onnx", bytes([8, 10], field(2, "pytorch"), field(3, "2.1"), field(7, "graph"))],
  ["a saved model or checkpoint of PyTorch", "model.pt", zip("archive/data.pkl")],
  [
    "a file of weights (safetensors)",
    "model.safetensors",
    bytes([64, 0, 0, 0, 0, 0, 0, 0], '{"__metadata__":{"format":"pt"}}'),
  ],
  [
    "the configuration of a Hugging Face model",
    "config.json",
    '{ "architectures": ["LlamaForCausalLM"], "hidden_size": 4096 }',
  ],
  [
    "a task graph of FlexFlow (FlatBuffers)",
    "vgg.fbuf",
    bytes(
      [32, 0, 0, 0, 0, 0, 26, 0, 48, 0],
      new Array(22).fill(4),
      [26, 0, 0, 0, 44, 0, 0, 0],
      new Array(64).fill(1),
    ),
  ],
  [
    "a file of FlexFlow's strategies (protobuf)",
    "dlrm.pb",
    bytes(field(1, field(1, "embedding0"), [16, 0, 24, 1, 24, 1, 32, 0])),
  ],
  [
    "a task graph of FlexFlow (.dot)",
    "graph.dot",
    'digraph taskgraph {\n  node0 [label="{ linear | forward | { 0.0 | 1.5 } }", shape=record];\n',
  ],
  ["a graph by Graphviz (.dot)", "any.dot", "digraph g {\n a -> b\n}\n"],
  ["a model of FlexFlow (.ff)", "mlp.ff", "x; ; linear1,; INPUT\nlinear1; x,; relu,; LINEAR; 512; 10; 1\n"],
  ["a computation graph of FlexFlow (JSON)", "cg.json", '{ "raw_graph": { "node_labels": [] } }'],
  [
    "a configuration of SCALE-Sim",
    "google.cfg",
    "[architecture_presets]\nArrayHeight:    256\nArrayWidth:     256\n",
  ],
  ["a list of layers as products of matrices (CSV)", "mnk.csv", "Layer,m,n,k\nconv1,1,2,3\n"],
  [
    "a network file of ASTRA-sim 1.0 (JSON)",
    "net.json",
    '{ "topology-name": "Hierarchical", "units-count": [8] }',
  ],
  ["a network file of ASTRA-sim 1.0 (JSON)", "old.json", '{ "topology-name": "Torus2D", "dims-count": 1 }'],
  [
    "a network file of ASTRA-sim 2.x (YAML)",
    "net.yml",
    "# a ring\ntopology: [ Ring ]\nnpus_count: [ 8 ]\nbandwidth: [ 50 ]\nlatency: [ 500 ]\n",
  ],
  ["a network file of ASTRA-sim's Garnet", "torus.txt", "num-npus: 8\nnum-packages: 8\ntopology: Torus3D\n"],
  [
    "a system file of ASTRA-sim 2.x (JSON)",
    "sys.json",
    '{ "scheduling-policy": "LIFO", "endpoint-delay": 10 }',
  ],
  ["a system file of ASTRA-sim 1.0", "sys.txt", "scheduling-policy: LIFO\nendpoint-delay: 10\n"],
  [
    "a configuration of ASTRA-sim before 1.0, of network and run in one file",
    "Configuration.json",
    '{ "run-configuration": { "num-passes": 2 } }',
  ],
  [
    "a file of the logical dimensions that ASTRA-sim's ns-3 asks for",
    "logical.json",
    '{ "logical-dims": ["8", "2"] }',
  ],
  ["a remote-memory file of ASTRA-sim 2.x", "memory.json", '{ "memory-type": "NO_MEMORY_EXPANSION" }'],
  ["a communicator-group file of ASTRA-sim 2.x", "groups.json", '{"1": [0, 1, 2, 3], "2": [0]}'],
  [
    "a table of ASTRA-sim's results (CSV)",
    "EndToEnd.csv",
    ",,fwd compute,wg compute,ig compute\nconv1,run,0.5,0.5,0.5\n",
  ],
  [
    "ASTRA-sim 2.x's map from nodes to collectives of their own",
    "per_node.yml",
    '# node: collective\n1: "custom/allreduce"\n',
  ],
  [
    "a workload file of ASTRA-sim 1.0",
    "dlrm.txt",
    "HYBRID_DLRM\t3\n8\nlayer -1 1 NONE 0 1 NONE 0 1 NONE 0 1\n",
  ],
  ["a workload file of ASTRA-sim 1.0", "gpt.txt", "HYBRID_TRANSFORMER model_parallel_NPU_group: 8\n1\n"],
  ["an execution graph of astra-ts", "graph.json", '{"schema":"astra-ts/graph@1",\n"ranks":[[0,1]]'],
  [
    "measured times of a GPU",
    "rows.jsonl",
    '{"id": "a", "op": "gemm", "m": 8, "n": 8, "k": 8, "dtype": "bf16", "us": 3.1}\n',
  ],
  ["a saved result of astra-ts", "result.json", '{\n "schema": "astra-ts/result@1"'],
  ["a saved result of astra-ts", "compare.json", '{\n "schema": "astra-ts/comparison@1"'],
  ["a file of a sweep's results", "sweep.jsonl", '{"schema":"astra-ts/sweep-points@1","version":"0.1.0"'],
  ["a page of results", "page.html", '<!doctype html>\n<meta name="generator" content="astra-ts 0.1.0">'],
  [
    "the schema of experiments, for editors",
    "astra-ts.schema.json",
    '{ "$schema": "x", "properties": { "topology": {} } }',
  ],
  [
    "an experiment",
    "experiment.yaml",
    "name: x\ntopology:\n  - { shape: ring }\nworkload: { collective: all-reduce }\n",
  ],
  ["an experiment", "experiment.json", '{ "topology": [], "workload": { "file": "x" } }'],
  ["an experiment", "part.yaml", "include: base.yaml\nseed: 3\n"],
  ["a compressed file (gzip)", "trace.tar.gz", bytes([0x1f, 0x8b, 8, 0])],
  ["a compressed file (zstd)", "trace.zst", bytes([0x28, 0xb5, 0x2f, 0xfd, 0])],
  ["a compressed file (xz)", "trace.xz", bytes([0xfd], "7zXZ", [0])],
  ["a compressed file (bzip2)", "trace.bz2", bytes("BZh9", [0])],
  ["an archive (zip)", "files.zip", zip("readme.txt")],
  ["an archive (tar)", "files.tar", bytes(new Array(257).fill(0), "ustar")],
  ["an array of NumPy", "x.npy", bytes([0x93], "NUMPY", [1, 0])],
  ["a pickle of Python", "x.pkl", bytes([0x80, 4, 0x95])],
  ["an HDF5 file", "x.h5", bytes([0x89], "HDF\r\n", [0])],
  ["a PDF document", "paper.pdf", "%PDF-1.7\n"],
  ["a picture", "x.png", bytes([0x89], "PNG\r\n", [0x1a])],
  ["a program", "astra", bytes([0x7f], "ELF", [2])],
  ["a script", "run.sh", "#!/bin/sh\necho topology: 1\n"],
  ["a web page", "index.html", "<!DOCTYPE html><html>"],
  ["an empty file", "empty.txt", ""],
  ["an empty file", "blank.txt", " \n\n"],
  ["no text, but data of a kind that nobody here knows", "data.bin", bytes([0, 1, 2, 3])],
];

describe("known formats", () => {
  it.each(samples)("%s: %s", (name, file, content) => {
    expect(identify(glimpseOf(content, file))?.name).toBe(name);
  });

  it("are all told apart, and each has a sample", () => {
    const names = knownFormats.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !samples.some(([sample]) => sample === name))).toEqual([]);
  });

  it("are not found in files of no kind", () => {
    const others = [
      "Once upon a time.\n",
      "a,b,c\n1,2,3\n",
      '{ "a": 1 }',
      "key: value\n",
      "1 2 3\n",
      '{"name": "x", "version": "1"}',
    ];
    expect(others.map((text) => identify(glimpseOf(text, "x"))?.name)).toEqual(others.map(() => undefined));
  });

  it("are looked for in anything, without an error", () => {
    const starts = samples.map(([, , content]) => (typeof content === "string" ? bytes(content) : content));
    const file = fc.tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), fc.nat(40));
    fc.assert(
      fc.property(file, fc.string(), ([start, rest, cut], name) => {
        identify(glimpseOf(Uint8Array.from([...start.slice(0, cut), ...rest]), name));
      }),
      { numRuns: 400 },
    );
  });

  it("are found in the project's own examples", () => {
    const root = fileURLToPath(new URL("../../../../examples", import.meta.url));
    const kinds: Record<string, string[]> = {};
    for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
      const file = join(root, name);
      if (/node_modules|plugins|measured/.test(name) || !statSync(file).isFile()) continue;
      const reader = identify(glimpseOfFile(file, "file"))?.reader ?? "none";
      kinds[reader] = [...(kinds[reader] ?? []), name];
    }
    expect(kinds.none?.filter((name) => !/\.(csv|svg|md|mjs|html|png|jsonl\.gz)$/.test(name)) ?? []).toEqual(
      [],
    );
    expect(kinds.experiment?.every((name) => name.endsWith(".yaml"))).toBe(true);
    expect(kinds.network?.every((name) => /\.(json|yml|yaml)$/.test(name))).toBe(true);
    expect(Object.keys(kinds).sort()).toEqual([
      "experiment",
      "groups",
      "measured",
      "memory",
      "model",
      "network",
      "none",
      "system",
      "traces",
      "traffic",
      "workload",
    ]);
  });
});

describe("keys of a text", () => {
  it("are those of the outermost object, whatever follows", () => {
    expect(topLevelKeys('{ "a": { "b": 1 }, "c": ["d", { "e": 2 }], "f\\"g": "h:" , "i')).toEqual([
      "a",
      "c",
      'f\\"g',
    ]);
    expect(topLevelKeys('[ { "a": 1 }, { "b": 2 } ]')).toEqual(["a"]);
    expect(topLevelKeys('a: 1\n  b: 2\n# c: 3\n"d": 4\ne:5\n')).toEqual(["a", "d"]);
    expect(topLevelKeys("")).toEqual([]);
  });
});
