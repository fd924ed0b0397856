import * as z from "zod";
import { pathRules } from "../topology/path-numbers.js";
import { builtInShapes } from "../topology/shapes/index.js";
import { generatedTopology } from "./generated-topology.js";
import { backgroundDocument, jobsDocument } from "./jobs-document.js";
import { linkOverride } from "./link-override.js";
import { bandwidth, time } from "./quantities.js";
import { jitterDocument, stragglersDocument } from "./speeds-document.js";
import { sweepDocument, variantsDocument } from "./sweep-document.js";
import { workloadForms } from "./workload-forms.js";

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
    networkBandwidth: bandwidth
      .optional()
      .describe("of all network cards of a node together; default: the machine's"),
    overrides: z.array(linkOverride).optional(),
  }),
  dimensions: z.strictObject({ dimensions, overrides: z.array(linkOverride).optional() }),
  nodes: graph,
  generate: generatedTopology,
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
    .optional()
    .describe("what the NPUs do: a file, a training loop over layers, or one collective; or else jobs"),
  jobs: jobsDocument
    .optional()
    .describe("several workloads that share the machine, each on NPUs of its own; in place of workload"),
  background: backgroundDocument
    .optional()
    .describe("traffic beside the jobs that belongs to none of them: messages in a pattern, at a rate"),
  stragglers: stragglersDocument
    .optional()
    .describe("NPUs that compute slower or faster than the workload says, for some time or always"),
  jitter: jitterDocument.optional().describe("random changes of all compute times"),
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
