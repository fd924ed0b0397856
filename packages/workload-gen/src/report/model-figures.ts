import { type Operation, totalCost } from "@astra-ts/core";
import type { Model } from "../models/model.js";
import { planModel } from "../models/plan-model.js";
import type { Published } from "../models/transformer-model.js";
import { defaultParallelism } from "../plan/parallelism.js";
import { operationsOf, type Plan } from "../plan/planned-layer.js";

/** What a model is, before it is spread over anything. */
export interface ModelFigures {
  readonly model: string;
  /** Where its hyper-parameters come from. */
  readonly source: string;
  readonly parameters: number;
  /** Parameters that take part in products of matrices for one item: without look-up tables, and of the experts those that one token uses. */
  readonly activeParameters: number;
  /** `token`, `image` or `sample`. */
  readonly item: string;
  /**
   * Floating-point operations of products of matrices, per item: forward, and forward plus backward. Nothing is counted twice for checkpointing, nothing
   * saved for causal attention.
   */
  readonly forwardFlops: number;
  readonly trainingFlops: number;
  /** Tokens per sequence for which attention was counted; absent where there are no sequences. */
  readonly sequence?: number;
  readonly published?: Published;
}

/** Parameters and floating-point operations of a model on one NPU. */
export function modelFigures(model: Model, sequence?: number): ModelFigures {
  const plan = planModel({
    model,
    parallelism: defaultParallelism,
    bytesPerElement: 2,
    batch: 1,
    sequence,
    fusedAttention: true,
  });
  const flops = (operations: readonly Operation[]): number => totalCost(operations.map(withoutMask)).flops;
  const forward = flops(plan.layers.flatMap((layer) => operationsOf(layer.forward)));
  const backward = flops(
    plan.layers.flatMap((layer) => operationsOf([...layer.inputGradient, ...layer.weightGradient])),
  );
  const items = plan.itemsPerMicrobatch;
  return {
    model: model.name,
    source: model.source,
    parameters: planParameters(plan),
    activeParameters: plan.layers.reduce((sum, layer) => sum + layer.activeParameters, 0),
    item: { transformer: "token", image: "image", recommendation: "sample" }[model.family],
    forwardFlops: forward / items,
    trainingFlops: (forward + backward) / items,
    ...(model.family === "transformer" ? { sequence: sequence ?? model.context } : {}),
    published: model.published,
  };
}

/** By the convention of model FLOPs (arXiv:2204.02311, appendix B), all scores count. */
function withoutMask(operation: Operation): Operation {
  return operation.kind === "attention" ? { ...operation, causal: false } : operation;
}

function planParameters(plan: Plan): number {
  const shards = plan.layers.flatMap((layer) => layer.parameters);
  return shards.reduce((sum, shard) => sum + shard.total, 0);
}
