import { AstraError, convolutionOutput, type Operation } from "@astra-ts/core";
import { divide } from "../plan/divide.js";
import type { Parallelism } from "../plan/parallelism.js";
import type { Plan, PlannedLayer } from "../plan/planned-layer.js";
import { compute, inputGradients, weightGradients } from "../plan/steps.js";
import type { ImageLayer, ImageModel } from "./convolution-model.js";

/** What a user asks of a convolutional network. */
export interface ImageRequest {
  readonly model: ImageModel;
  readonly parallelism: Parallelism;
  readonly bytesPerElement: number;
  /** Images of one training step, over all replicas. */
  readonly batch: number;
}

/** Spreads a convolutional network over replicas. Throws UNSUPPORTED for other parallelism than data parallelism, fully sharded or not. */
export function planImage({ model, parallelism, bytesPerElement, batch }: ImageRequest): Plan {
  for (const field of ["tensor", "pipeline", "expert"] as const) {
    if (parallelism[field] === 1) continue;
    throw new AstraError("UNSUPPORTED", {
      field,
      problem: `${model.name} is divided by data parallelism only`,
      found: parallelism[field],
      expected: "1",
      hint: "Tensor, pipeline and expert parallelism are for transformers; the strategies MODEL and HYBRID_* take any products from a file of layers.",
    });
  }
  const by = { adjustable: true } as const;
  const perReplica = divide({
    what: "images in the batch",
    total: batch,
    by: "data degree",
    parts: parallelism.data,
    field: "batch",
    ...by,
  });
  const images = divide({
    what: "images per replica",
    total: perReplica,
    by: "number of microbatches",
    parts: parallelism.microbatches,
    field: "microbatches",
    ...by,
  });
  return {
    layers: model.layers.map((layer, index) => plannedLayer(layer, index, images, bytesPerElement)),
    boundaryBytes: 0,
    blockInputBytes: 0,
    sharedEmbedding: 0,
    itemsPerMicrobatch: images,
    warnings: [],
  };
}

function plannedLayer(
  layer: ImageLayer,
  unit: number,
  images: number,
  bytesPerElement: number,
): PlannedLayer {
  const { main, after, inputs } = operations(layer, images, bytesPerElement);
  const total = parameters(layer);
  // The gradient with respect to the images themselves is nobody's.
  const gradientOfInput = unit === 0 ? [] : inputGradients(main);
  return {
    name: layer.name,
    unit,
    kind: "block",
    parameters: [{ total, perNpu: total, replicas: "data" }],
    activeParameters: total,
    forward: compute(main, ...after),
    inputGradient: compute(...inputGradients(...after), ...gradientOfInput),
    weightGradient: compute(...weightGradients(main)),
    activationBytes: inputs * bytesPerElement,
    selectiveBytes: 0,
  };
}

function operations(
  layer: ImageLayer,
  images: number,
  bytesPerElement: number,
): { main: Operation; after: Operation[]; inputs: number } {
  const common = { bytesPerElement, label: layer.name };
  if (layer.kind === "fully-connected") {
    const { inputs, outputs } = layer;
    return {
      main: { kind: "gemm", m: images, n: outputs, k: inputs, ...common },
      after: [{ kind: "element-wise", elements: images * outputs, inputs: 1, operations: 1, ...common }],
      inputs: images * inputs,
    };
  }
  const { input, filter, channels, filters, stride, padding, normalised, residual } = layer;
  const shape = { input, filter, channels, filters, stride, padding, rounding: "floor" } as const;
  const main: Operation = { kind: "convolution", batch: images, ...shape, ...common };
  const side = convolutionOutput(main);
  const outputs = images * side * side * layer.filters;
  const after: Operation[] = [];
  if (normalised) {
    after.push({ kind: "normalisation", rows: images * side * side, width: layer.filters, ...common });
  }
  after.push({
    kind: "element-wise",
    elements: outputs,
    inputs: residual ? 2 : 1,
    operations: residual ? 2 : 1,
    ...common,
  });
  // Kept for the backward pass: the input of the convolution and that of its normalisation.
  const inputs = images * layer.input * layer.input * layer.channels + (normalised ? outputs : 0);
  return { main, after, inputs };
}

function parameters(layer: ImageLayer): number {
  if (layer.kind === "fully-connected") return (layer.inputs + 1) * layer.outputs;
  const { filter, channels, filters, bias, normalised } = layer;
  return filter * filter * channels * filters + (bias ? filters : 0) + (normalised ? 2 * filters : 0);
}
