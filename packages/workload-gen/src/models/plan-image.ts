import { AstraError, convolutionOutput, type Operation } from "@astra-ts/core";
import { divide } from "../plan/divide.js";
import type { Parallelism } from "../plan/parallelism.js";
import { inTurn, type Part, part } from "../plan/part.js";
import type { Plan, PlannedLayer } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import type { ImageLayer, ImageModel } from "./convolution-model.js";

/** What a user asks of a convolutional network. */
export interface ImageRequest {
  readonly model: ImageModel;
  readonly parallelism: Parallelism;
  readonly bytesPerElement: number;
  /** Images of one training step, over all replicas. */
  readonly batch: number;
  /** Each function is a kernel of its own; absent: neighbours are fused. */
  readonly eager?: boolean;
}

/** Spreads a convolutional network over replicas. Throws UNSUPPORTED for other parallelism than data parallelism, fully sharded or not. */
export function planImage(request: ImageRequest): Plan {
  const { model, parallelism, bytesPerElement, batch, eager = false } = request;
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
    layers: model.layers.map((layer, index) =>
      plannedLayer(layer, index, { images, bytesPerElement, eager }),
    ),
    boundaryBytes: 0,
    blockInputBytes: 0,
    sharedEmbedding: 0,
    itemsPerMicrobatch: images,
    warnings: [],
  };
}

interface ImageSizes {
  readonly images: number;
  readonly bytesPerElement: number;
  readonly eager: boolean;
}

function plannedLayer(layer: ImageLayer, unit: number, sizes: ImageSizes): PlannedLayer {
  const { main, after, inputs } =
    layer.kind === "fully-connected" ? connectedParts(layer, sizes) : convolutionParts(layer, sizes);
  const total = parameters(layer);
  const whole = inTurn(main, after);
  return {
    name: layer.name,
    unit,
    kind: "block",
    parameters: [{ total, perNpu: total, replicas: "data" }],
    activeParameters: total,
    forward: compute(...whole.forward),
    // The gradient with respect to the images themselves is nobody's.
    inputGradient: compute(...(unit === 0 ? after : whole).inputGradient),
    weightGradient: compute(...whole.weightGradient),
    activationBytes: inputs * sizes.bytesPerElement,
    selectiveBytes: 0,
  };
}

/** A layer's parts: its product, and what follows it. */
interface LayerParts {
  readonly main: Part;
  readonly after: Part;
  /** Elements kept for the backward pass. */
  readonly inputs: number;
}

function connectedParts(
  { name: label, inputs, outputs }: ImageLayer & { kind: "fully-connected" },
  { images, bytesPerElement }: ImageSizes,
): LayerParts {
  const common = { bytesPerElement, label };
  return {
    main: inTurn(
      part({ kind: "gemm", m: images, n: outputs, k: inputs, ...common }),
      columnSums(images, outputs, common),
    ),
    after: part({
      kind: "element-wise",
      elements: images * outputs,
      inputs: 1,
      operations: 1,
      function: "relu",
      ...common,
    }),
    inputs: images * inputs,
  };
}

function convolutionParts(
  layer: ImageLayer & { kind: "convolution" },
  { images, bytesPerElement, eager }: ImageSizes,
): LayerParts {
  const {
    name: label,
    input,
    filter,
    channels,
    filters,
    stride,
    padding,
    bias,
    normalised,
    residual,
  } = layer;
  const common = { bytesPerElement, label };
  const shape = { input, filter, channels, filters, stride, padding, rounding: "floor" } as const;
  const convolution = { kind: "convolution", batch: images, ...shape, ...common } as const;
  const side = convolutionOutput(convolution);
  const rows = images * side * side;
  const outputs = rows * filters;
  const each = (inputs: number, operations: number, name: string): Operation => ({
    kind: "element-wise",
    elements: outputs,
    inputs,
    operations,
    function: name,
    ...common,
  });
  const after: Part[] = [];
  if (bias) after.push({ ...columnSums(rows, filters, common), forward: eager ? [each(1, 1, "add")] : [] });
  if (normalised) {
    after.push(part({ kind: "normalisation", form: "batch", rows, width: filters, ...common }));
  }
  if (residual && eager) {
    const sum = each(2, 1, "add");
    after.push({ forward: [sum], inputGradient: [sum], weightGradient: [] });
    after.push(part(each(1, 1, "relu")));
  } else {
    after.push(part(each(residual ? 2 : 1, residual ? 2 : 1, "relu")));
  }
  if (layer.pooled !== undefined) after.push(pooling(outputs, (layer.pooled / side) ** 2, common));
  return {
    main: part(convolution),
    after: inTurn(...after),
    // Kept for the backward pass: the input of the convolution and that of its normalisation.
    inputs: images * input * input * channels + (normalised ? outputs : 0),
  };
}

interface Labelled {
  readonly bytesPerElement: number;
  readonly label: string;
}

/** The gradient of a bias; forward, the kernel of the product adds it. */
function columnSums(rows: number, width: number, common: Labelled): Part {
  return { forward: [], inputGradient: [], weightGradient: [{ kind: "reduction", rows, width, ...common }] };
}

/** The largest of some neighbours; a share of all elements is left. Backward, gradients and places of what is left are read, and gradients of all are written. */
function pooling(elements: number, left: number, common: Labelled): Part {
  const pool = { kind: "element-wise", elements, operations: 1, function: "pool", ...common } as const;
  return {
    forward: [{ ...pool, inputs: 1, outputBytes: left * common.bytesPerElement }],
    inputGradient: [{ ...pool, inputs: 2 * left }],
    weightGradient: [],
  };
}

function parameters(layer: ImageLayer): number {
  if (layer.kind === "fully-connected") return (layer.inputs + 1) * layer.outputs;
  const { filter, channels, filters, bias, normalised } = layer;
  return filter * filter * channels * filters + (bias ? filters : 0) + (normalised ? 2 * filters : 0);
}
