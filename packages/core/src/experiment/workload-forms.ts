import * as z from "zod";
import { collectiveKinds } from "../collective/kind.js";
import { size, time } from "./quantities.js";

const count = z.number().int().min(1);
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

const modelSizes = z.strictObject({
  layers: count.optional(),
  hidden: count.optional(),
  heads: count.optional(),
  keyValueHeads: count.optional(),
  feedForward: count.optional(),
  vocabulary: count.optional(),
  experts: count.optional(),
  expertsPerToken: count.optional(),
});

/** Each form of `workload:` by the key that tells it apart. */
export const workloadForms = {
  collective: z.strictObject({
    collective: collectiveKind,
    size,
    root: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe("rank of the root of a broadcast, reduce, gather or scatter; default 0"),
    ...scales,
  }),
  trainingLoop: z.strictObject({
    trainingLoop: z.string().describe("name of a training loop: MICRO, DATA, HYBRID_TRANSFORMER, …"),
    layers: z.array(layer).min(1),
    modelParallelGroup: count.optional(),
    checkpoints: z.array(z.number().int().min(0)).optional(),
    checkpointInitiators: z.array(z.number().int().min(0)).optional(),
    lastBottomLayer: z.number().int().min(-1).optional(),
    ...scales,
  }),
  model: z.strictObject({
    model: z.string().describe("a model by name: what astra-ts workload models lists"),
    sizes: modelSizes.optional().describe("sizes in which the model differs from the one of that name"),
    accelerator: z
      .string()
      .optional()
      .describe("by name, or a file that calibrate wrote; default: that of a machine by name, else a100"),
    computeModel: z
      .string()
      .optional()
      .describe("name of a compute model; default: the one that suits the accelerator"),
    computeOptions: z.looseObject({}).optional().describe("options of the compute model"),
    tensor: count.default(1).describe("NPUs that share every product of matrices"),
    pipeline: count.default(1).describe("stages that the blocks are divided among"),
    data: count.optional().describe("replicas of the model; default: as many as the machine holds"),
    expert: count.default(1).describe("NPUs that the experts of a layer are divided among; a part of data"),
    sequence: z
      .boolean()
      .default(false)
      .describe("activations divided along the sequence, outside of tensor parallelism"),
    fullySharded: z
      .boolean()
      .default(false)
      .describe("parameters, gradients and optimizer state divided among replicas"),
    microbatches: count.default(1).describe("parts that a replica's batch is cut into"),
    schedule: z.enum(["1f1b", "gpipe"]).default("1f1b").describe("of the pipeline"),
    checkpointing: z
      .enum(["none", "selective", "full"])
      .default("none")
      .describe("what of a block is computed again in the backward pass"),
    batch: count
      .optional()
      .describe("sequences of one step over all replicas; default: one per microbatch and replica"),
    sequenceLength: count.optional().describe("tokens of a sequence; default: the model's context"),
    dataType: z.enum(["fp32", "tf32", "fp16", "bf16", "fp8", "int8"]).default("bf16"),
    plainAttention: z.boolean().default(false).describe("scores of attention go through memory"),
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
