import { AstraError, type ComputeTimer, type GraphWorkload, totalCost } from "@astra-ts/core";
import { executionGraph } from "../emit/execution-graph.js";
import { stepTimer } from "../emit/pass-times.js";
import type { GeneratedWorkload } from "../generate.js";
import { completeParallelism, npuCount, type Parallelism } from "../plan/parallelism.js";
import { operationsOf } from "../plan/planned-layer.js";
import { layerRows } from "../report/layer-rows.js";
import { doesNotFit, memoryPerNpu } from "../report/memory.js";
import type { ModelFigures } from "../report/model-figures.js";
import { parametersOf } from "./graph/lower.js";
import type { ModelGraph } from "./graph/model-graph.js";
import { flopsOf } from "./graph/work.js";
import { exportedBatch, planImported } from "./plan-imported.js";

/** What to make of a model of a file. */
export interface ImportRequest {
  readonly model: ModelGraph;
  /** Degrees left out are 1. */
  readonly parallelism?: Partial<Parallelism>;
  /** Samples of one training step over all replicas; absent: as many per microbatch and replica as the file was exported with. */
  readonly batch?: number;
  /** Bytes of one element of the data type; absent: 2. */
  readonly bytesPerElement?: number;
  readonly compute: ComputeTimer;
  /** Bytes of memory of one NPU; absent: not known, and nothing is said about what fits. */
  readonly memory?: number;
}

/** An imported workload is always an execution graph. */
export interface ImportedWorkload extends GeneratedWorkload {
  readonly workload: GraphWorkload;
}

/** Turns a model of a file, a parallelism and an accelerator into a workload. Throws INVALID_VALUE and UNSUPPORTED as `generateWorkload` does. */
export function importWorkload(request: ImportRequest): ImportedWorkload {
  const { model: graph, compute, bytesPerElement = 2, memory: memoryOfNpu } = request;
  const parallelism = completeParallelism(request.parallelism ?? {});
  const batch = request.batch ?? exportedBatch(graph) * parallelism.data * parallelism.microbatches;
  if (!Number.isSafeInteger(batch) || batch < 1)
    throw new AstraError("INVALID_VALUE", {
      field: "batch",
      problem: "bad size",
      found: batch,
      expected: "a whole number above 0",
    });
  const plan = planImported({
    graph,
    parallelism,
    bytesPerElement,
    batch,
    time: (operation) => compute.time(operation),
  });
  const time = stepTimer(compute);
  const figures = importedFigures(graph);
  const memory = memoryPerNpu(plan, parallelism, bytesPerElement);
  const unfit = memoryOfNpu === undefined ? undefined : doesNotFit(memory, memoryOfNpu);
  const { peakFlops } = compute;
  return {
    workload: {
      ...executionGraph(plan, parallelism, time, bytesPerElement),
      step: {
        item: figures.item,
        items: batch,
        flops: figures.trainingFlops * batch,
        ...(peakFlops === undefined ? {} : { peakFlops }),
      },
    },
    npus: npuCount(parallelism),
    parallelism,
    batch,
    figures,
    memory,
    ...(memoryOfNpu === undefined ? {} : { memoryOfNpu }),
    layers: layerRows(plan, parallelism, time, bytesPerElement),
    warnings: unfit === undefined ? plan.warnings : [...plan.warnings, unfit],
  };
}

/** Parameters and floating-point operations of a model of a file, per sample. */
export function importedFigures(graph: ModelGraph): ModelFigures {
  const samples = exportedBatch(graph);
  const parallelism = completeParallelism({});
  const plan = planImported({ graph, parallelism, bytesPerElement: 2, batch: samples, time: () => 0 });
  const backward = plan.layers.flatMap((layer) =>
    operationsOf([...layer.inputGradient, ...layer.weightGradient]),
  );
  const { products, convolutions, attention } = forwardFlops(graph);
  const forward = products + convolutions + attention.fused + attention.plain;
  return {
    model: graph.name === "" ? "model" : graph.name,
    source: `${graph.format}, ${graph.producer}`,
    parameters: parametersOf(graph),
    activeParameters: plan.layers.reduce((sum, layer) => sum + layer.activeParameters, 0),
    item: "sample",
    forwardFlops: forward / samples,
    trainingFlops: (forward + totalCost(backward).flops) / samples,
  };
}

/** Floating-point operations of a forward pass of the batch that a file was exported with. */
export interface ForwardFlops {
  /** Of linear layers and other products of matrices. */
  readonly products: number;
  readonly convolutions: number;
  /** `fused`: of one operator; PyTorch's counter leaves those out where the export ran on a CPU. `plain`: of products around a softmax, which it counts. */
  readonly attention: { readonly fused: number; readonly plain: number };
}

/** FLOPs of one forward pass of the model as its file has it, a multiplication with an addition as two. */
export function forwardFlops({ operators }: ModelGraph): ForwardFlops {
  const sums = { products: 0, convolutions: 0, fused: 0, plain: 0 };
  for (const work of operators.flatMap((operator) => operator.work)) {
    if (work.kind === "product") sums.products += flopsOf(work);
    else if (work.kind === "convolution") sums.convolutions += flopsOf(work);
    else if (work.kind === "attention") sums[work.isOneOperator ? "fused" : "plain"] += flopsOf(work);
  }
  const { products, convolutions, ...attention } = sums;
  return { products, convolutions, attention };
}
