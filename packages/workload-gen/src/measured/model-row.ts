import type { Operation } from "@astra-ts/core";
import { z } from "zod";
import { planModel } from "../models/plan-model.js";
import type { TransformerModel } from "../models/transformer-model.js";
import { defaultParallelism } from "../plan/parallelism.js";
import type { PlannedLayer, Step } from "../plan/planned-layer.js";
import { findModel } from "../zoo/zoo.js";

const count = z.number().int().min(1);
const transformer = {
  model: z.string(),
  hidden: count,
  ffn: count,
  heads: count,
  kv_heads: count,
  gated: z.boolean(),
  batch: count,
  sequence: count,
  dtype: z.literal("bf16"),
};

/** A measured transformer block, of one tensor-parallel rank without communication; `ffn` is the width before the division. */
export const blockSizes = z.object({ op: z.literal("block"), ...transformer, tensor: count });

/** A measured training step of a whole model on one GPU: a transformer by its sizes, or a network for images by its name. */
export const stepSizes = z.union([
  z.object({ op: z.literal("training_step"), ...transformer, layers: count, vocabulary: count }),
  z.object({
    op: z.literal("training_step"),
    model: z.enum(["resnet50", "vgg16"]),
    batch: count,
    parameters: count,
  }),
]);

/** Sizes of a measured block or training step, checked. */
export type ModelSizes = z.output<typeof blockSizes> | z.output<typeof stepSizes>;

/** Kernels of a training step in the order in which they run. */
export interface TrainingKernels {
  readonly forward: readonly Operation[];
  readonly backward: readonly Operation[];
  readonly optimizer: readonly Operation[];
}

/** What a framework without a compiler runs for a measured row: each function a kernel of its own, everything in 16 bits. */
export function kernelsOf(row: ModelSizes): TrainingKernels {
  if (!("hidden" in row)) return imageKernels(row.model, row.batch, row.parameters);
  const isBlock = row.op === "block";
  const model: TransformerModel = {
    family: "transformer",
    name: row.model,
    source: "a measured row",
    layers: isBlock ? 1 : row.layers,
    hidden: row.hidden,
    heads: row.heads,
    keyValueHeads: row.kv_heads,
    headDimension: row.hidden / row.heads,
    feedForward: row.ffn,
    gated: row.gated,
    biases: !row.gated,
    positions: row.gated ? "none" : "learned",
    normalisation: row.gated ? "rms" : "layer",
    tiedEmbedding: !row.gated,
    dropout: false,
    vocabulary: isBlock ? 1 : row.vocabulary,
    context: row.sequence,
  };
  const plan = planModel({
    model,
    parallelism: { ...defaultParallelism, tensor: isBlock ? row.tensor : 1 },
    bytesPerElement: 2,
    batch: row.batch,
    sequence: row.sequence,
    fusedAttention: true,
    eager: true,
  });
  const layers = isBlock ? plan.layers.filter(({ kind }) => kind === "block") : plan.layers;
  const parameters = plan.layers
    .flatMap((layer) => layer.parameters)
    .reduce((sum, { total }) => sum + total, 0);
  return { ...passes(layers), optimizer: isBlock ? [] : [adam(parameters)] };
}

function imageKernels(name: string, batch: number, parameters: number): TrainingKernels {
  const plan = planModel({
    model: findModel(name),
    parallelism: defaultParallelism,
    bytesPerElement: 2,
    batch,
    fusedAttention: true,
    eager: true,
  });
  return { ...passes(plan.layers), optimizer: [adam(parameters)] };
}

function passes(layers: readonly PlannedLayer[]): Pick<TrainingKernels, "forward" | "backward"> {
  const backward = layers
    .toReversed()
    .flatMap(({ inputGradient, weightGradient }) => [
      ...operations(inputGradient),
      ...operations(weightGradient),
    ]);
  return { forward: layers.flatMap(({ forward }) => operations(forward)), backward };
}

function operations(steps: readonly Step[]): readonly Operation[] {
  return steps.flatMap((step) => (step.kind === "compute" ? step.operations : []));
}

/** Adam with its state in 16 bits: parameter, gradient and two moments are read, all but the gradient written. */
function adam(parameters: number): Operation {
  return { kind: "optimizer", parameters, bytesRead: 8, bytesWritten: 6, bytesPerElement: 2 };
}
