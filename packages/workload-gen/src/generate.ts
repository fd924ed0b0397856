import {
  AstraError,
  type ComputeTimer,
  type GraphWorkload,
  type LayerWorkload,
  type StepWork,
} from "@astra-ts/core";
import { executionGraph } from "./emit/execution-graph.js";
import { layerTable, layerTableObstacles, recommendationTable } from "./emit/layer-table.js";
import { stepTimer } from "./emit/pass-times.js";
import type { Model } from "./models/model.js";
import { planModel } from "./models/plan-model.js";
import { completeParallelism, npuCount, type Parallelism } from "./plan/parallelism.js";
import { type LayerRow, layerRows } from "./report/layer-rows.js";
import { doesNotFit, type MemoryReport, memoryPerNpu } from "./report/memory.js";
import { type ModelFigures, modelFigures } from "./report/model-figures.js";

/** What to generate. */
export interface GenerateRequest {
  readonly model: Model;
  /** Degrees left out are 1. */
  readonly parallelism?: Partial<Parallelism>;
  /** Sequences, images or samples of one training step over all replicas; absent: one per microbatch and replica (32 images, 128 samples). */
  readonly batch?: number;
  /** Tokens per sequence; absent: the model's context. */
  readonly sequence?: number;
  /** Bytes of one element of the data type; absent: 2. */
  readonly bytesPerElement?: number;
  readonly compute: ComputeTimer;
  /** `auto` takes a table of layers where it can say everything, and an execution graph otherwise. */
  readonly format?: "auto" | "layers" | "graph";
  /** Scores of attention stay out of memory (FlashAttention); absent: true. */
  readonly fusedAttention?: boolean;
  /** Bytes of memory of one NPU; absent: not known, and nothing is said about what fits. */
  readonly memory?: number;
}

/** A generated workload, and what is known about it. */
export interface GeneratedWorkload {
  readonly workload: LayerWorkload | GraphWorkload;
  /** NPUs that it is for. */
  readonly npus: number;
  readonly parallelism: Parallelism;
  readonly batch: number;
  readonly figures: ModelFigures;
  /** One entry per pipeline stage. */
  readonly memory: readonly MemoryReport[];
  /** Bytes of memory of one NPU, where they are known. */
  readonly memoryOfNpu?: number;
  readonly layers: readonly LayerRow[];
  readonly warnings: readonly string[];
}

/** Turns a model, a parallelism and an accelerator into a workload. Throws INVALID_VALUE with the nearest that work for shapes that do not divide. */
export function generateWorkload(request: GenerateRequest): GeneratedWorkload {
  const { model, compute, sequence, bytesPerElement = 2, format = "auto", fusedAttention = true } = request;
  const parallelism = completeParallelism(request.parallelism ?? {});
  const batch = request.batch ?? defaultBatch(model, parallelism);
  for (const [field, value] of Object.entries({ batch, bytesPerElement })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    const expected = "a whole number above 0";
    throw new AstraError("INVALID_VALUE", { field, problem: "bad size", found: value, expected });
  }
  const plan = planModel({ model, parallelism, bytesPerElement, batch, sequence, fusedAttention });
  const time = stepTimer(compute);
  const emit = (): LayerWorkload | GraphWorkload => {
    if ("lastBottomLayer" in plan) {
      if (format === "graph") {
        throw new AstraError("UNSUPPORTED", {
          field: "format",
          problem: `${model.name} is generated as a table of layers only, for the training loop HYBRID_DLRM`,
          found: format,
          expected: "layers",
        });
      }
      return recommendationTable(plan, parallelism, time, bytesPerElement);
    }
    const asLayers =
      format === "layers" || (format === "auto" && layerTableObstacles(parallelism).length === 0);
    return asLayers
      ? layerTable(plan, parallelism, time, bytesPerElement)
      : executionGraph(plan, parallelism, time, bytesPerElement);
  };
  const figures = modelFigures(model, sequence);
  const memory = memoryPerNpu(plan, parallelism, bytesPerElement);
  const unfit = request.memory === undefined ? undefined : doesNotFit(memory, request.memory);
  return {
    workload: { ...emit(), step: stepWork(figures, batch, compute) },
    npus: npuCount(parallelism),
    parallelism,
    batch,
    figures,
    memory,
    ...(request.memory === undefined ? {} : { memoryOfNpu: request.memory }),
    layers: layerRows(plan, parallelism, time, bytesPerElement),
    warnings: unfit === undefined ? plan.warnings : [...plan.warnings, unfit],
  };
}

function stepWork(figures: ModelFigures, batch: number, { peakFlops }: ComputeTimer): StepWork {
  const items = batch * (figures.sequence ?? 1);
  return {
    item: figures.item,
    items,
    flops: figures.trainingFlops * items,
    ...(peakFlops === undefined ? {} : { peakFlops }),
  };
}

function defaultBatch(model: Model, { data, microbatches }: Parallelism): number {
  const perMicrobatch = { transformer: 1, image: 32, recommendation: 128 }[model.family];
  return perMicrobatch * data * microbatches;
}
