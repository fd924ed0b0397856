import * as z from "zod";
import { collectiveKinds } from "../collective/kind.js";
import { pathRules } from "../topology/path-numbers.js";
import { builtInShapes } from "../topology/shapes/index.js";
import { bandwidth, size, time } from "./quantities.js";
import { sweepDocument, variantsDocument } from "./sweep-document.js";

const count = z.number().int().min(1);

const dimension = z.strictObject({
  shape: z.string().describe(`shape of the dimension: ${builtInShapes.map(({ name }) => name).join(", ")}`),
  npus: count.describe("NPUs along the dimension"),
  bandwidth: bandwidth.describe('bandwidth of one link in one direction, such as "50GB/s" or "50GiB/s"'),
  latency: time.describe('latency of one link, such as "500ns"'),
  links: count.optional().describe("links of one NPU in this dimension; default: what the shape needs"),
  leaves: count.optional().describe("leaf-spine: leaf switches of one group"),
  spines: count.optional().describe("leaf-spine: spine switches of one group"),
  uplinkBandwidth: bandwidth.optional().describe("leaf-spine: bandwidth of a link between leaf and spine"),
  uplinkLatency: time.optional().describe("leaf-spine: latency of a link between leaf and spine"),
  nicLatency: time.optional().describe("time in a network interface, charged at each end"),
  routerLatency: time.optional().describe("time in a switch"),
  memory: z
    .strictObject({ latency: time, bandwidth, scale: z.number().min(0) })
    .optional()
    .describe("memory behind the link (ASTRA-sim 1.0's HBM term): latency, bandwidth, and a factor (0: off)"),
  tier: z
    .enum(["tile", "package", "node", "pod"])
    .optional()
    .describe("where the links run; read by the cost model"),
});

const linkOverride = z.strictObject({
  from: z
    .union([z.number().int(), z.string()])
    .describe('a rank, or a node\'s name such as "switch 0", "leaf 2" or "spine 1"'),
  to: z.union([z.number().int(), z.string()]),
  dimension: z.number().int().min(0).optional(),
  oneWay: z.boolean().optional(),
  bandwidth: bandwidth.optional(),
  latency: time.optional(),
  failed: z.boolean().optional(),
});

const graph = z.strictObject({
  nodes: z.array(z.strictObject({ name: z.string(), kind: z.enum(["npu", "switch"]) })),
  links: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      bandwidth,
      latency: time,
      oneWay: z.boolean().optional(),
    }),
  ),
  grid: z
    .array(count)
    .optional()
    .describe("sizes of the logical dimensions that collectives use, innermost first"),
  overrides: z.array(linkOverride).optional(),
});

const dimensions = z.array(dimension).min(1);

/** Each form of `topology:` by the key that tells it apart. */
export const topologyForms = {
  list: dimensions,
  system: z.strictObject({
    system: z.string().describe("a machine by name: dgx-1-v100, dgx-a100, dgx-h100"),
    nodes: count.default(1).describe("nodes of that machine"),
    overrides: z.array(linkOverride).optional(),
  }),
  dimensions: z.strictObject({ dimensions, overrides: z.array(linkOverride).optional() }),
  nodes: graph,
  file: z.strictObject({
    file: z
      .string()
      .describe(
        "ASTRA-sim's network file (1.0 JSON, 2.x YAML, Garnet text), or a machine of another tool: ns-3, htsim, BookSim, TACCL, nvidia-smi",
      ),
    format: z.string().optional().describe("name of a topology format, where the file does not tell"),
    options: z
      .looseObject({})
      .optional()
      .describe("what the files of a topology format leave open: options of that format"),
    grid: z
      .array(count)
      .optional()
      .describe(
        "for a machine of nodes and links: sizes of the logical dimensions that collectives use, innermost first",
      ),
    logical: z
      .string()
      .optional()
      .describe("for a machine of nodes and links: ASTRA-sim's file of logical dimensions, in place of grid"),
    overrides: z.array(linkOverride).optional(),
  }),
} as const;

const collectiveKind = z.enum(collectiveKinds);

const layerPass = z.strictObject({
  compute: time.default(0),
  communication: collectiveKind.nullable().default(null),
  size: size.default(0),
});

const layer = z.strictObject({
  name: z.string(),
  forward: layerPass.prefault({}),
  inputGradient: layerPass.prefault({}),
  weightGradient: layerPass.prefault({}),
  updateTime: time.default(1).describe("time to apply a finished collective's result"),
  parallelism: z.string().optional().describe("HYBRID_CUSTOMIZED: the parallelism of this layer"),
});

const scales = {
  passes: z.number().int().min(0).default(1).describe("times that the workload runs, one after the other"),
  computeScale: z.number().positive().default(1).describe("multiplies every compute time"),
  communicationScale: z
    .number()
    .positive()
    .default(1)
    .describe("multiplies the size of every collective, and of every message of a graph"),
};

/** Each form of `workload:` by the key that tells it apart. */
export const workloadForms = {
  collective: z.strictObject({ collective: collectiveKind, size, ...scales }),
  trainingLoop: z.strictObject({
    trainingLoop: z.string().describe("name of a training loop: MICRO, DATA, HYBRID_TRANSFORMER, …"),
    layers: z.array(layer).min(1),
    modelParallelGroup: count.optional(),
    checkpoints: z.array(z.number().int().min(0)).optional(),
    checkpointInitiators: z.array(z.number().int().min(0)).optional(),
    lastBottomLayer: z.number().int().min(-1).optional(),
    ...scales,
  }),
  file: z.strictObject({
    file: z
      .string()
      .describe("ASTRA-sim's workload text, an execution graph in JSON, or what a plugin reads"),
    format: z.string().optional().describe("name of a workload format, where the file does not tell"),
    ...scales,
  }),
  trace: z.looseObject({
    trace: z
      .string()
      .describe(
        "Chakra's execution traces: a name with {rank}, what stands before .<rank>.et, or one file for all ranks. Options of the workload model of graphs may stand beside it",
      ),
    groups: z
      .union([z.string(), z.record(z.string(), z.array(z.number().int().min(0)).min(1))])
      .optional()
      .describe("groups of ranks that collectives name: by name, or ASTRA-sim 2.x's file of them"),
    dependencies: z
      .enum(["auto", "all", "data"])
      .optional()
      .describe(
        "which dependencies of the traces count: those of data and control, those of data alone; auto (the default): all, unless control dependencies of nodes that are not there close circles",
      ),
    remoteMemory: z
      .union([z.string(), z.looseObject({})])
      .optional()
      .describe("memory beyond the NPUs' own, or ASTRA-sim 2.x's file that describes it"),
  }),
} as const;

/** A plugin entry by name, alone or with its options beside it. */
const choice = z.union([
  z.string(),
  z.looseObject({ backend: z.string().describe("name of a network backend") }),
]);

/** An experiment as a user writes it, in YAML or JSON, before names, files and plugins are looked up. */
export const experimentDocument = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().optional().describe("name of the run; default: the file's name"),
  description: z.string().optional(),
  include: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe("files whose keys this one takes over and may override"),
  plugins: z.array(z.string()).optional().describe("plugin modules, by package name or by path"),
  topology: z
    .union(Object.values(topologyForms))
    .describe("the machine: a list of dimensions, innermost first; or a name; or a file; or nodes and links"),
  routing: z
    .strictObject({
      paths: z
        .enum(pathRules)
        .default("spread")
        .describe(
          "equally short paths: `spread` shares them evenly, `hash` draws one for each message, as ECMP does, `single` takes the lowest link numbers",
        ),
      seed: z.number().int().min(0).default(1).describe("of `hash`: other seeds give other collisions"),
    })
    .optional()
    .describe("how messages choose among equally short paths, where the machine has them"),
  network: choice
    .optional()
    .describe("network backend, by name or as {backend, …options}; default analytical"),
  networks: z.array(choice).min(1).optional().describe("backends that `compare` sets side by side"),
  system: z
    .union([z.looseObject({ file: z.string() }), z.looseObject({ model: z.string().optional() })])
    .optional()
    .describe("options of the system layer; or ASTRA-sim's system file, with options beside it"),
  workload: z
    .union(Object.values(workloadForms))
    .describe("what the NPUs do: a file, a training loop over layers, or one collective"),
  seed: z.number().int().optional().describe("seed of the random generator; default 1"),
  symmetry: z
    .enum(["auto", "off", "on"])
    .optional()
    .describe(
      "simulate one rank for all where all are alike (same result): auto does so from 2048 NPUs on; default auto",
    ),
  timeline: z
    .strictObject({
      ranks: z
        .union([z.number().int().min(0), z.array(z.number().int().min(0))])
        .optional()
        .describe(
          "NPUs that are observed: so many (one of each pipeline stage first, then evenly over the machine), or a list of them; default 16",
        ),
      spans: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe(
          "spans listed one by one: where there are more, the longest, and an overview of all; default 50000",
        ),
    })
    .optional()
    .describe("how much of the timeline is recorded"),
  variants: variantsDocument
    .optional()
    .describe("changed forms of this experiment that `compare` sets beside it: name, and fields to change"),
  sweep: sweepDocument.optional().describe("what `sweep` varies: a grid of values, or a list of points"),
});

/** An experiment as written, checked, with quantities in inner units. */
export type ExperimentDocument = z.output<typeof experimentDocument>;
