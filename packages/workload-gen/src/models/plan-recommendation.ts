import { AstraError, type Operation } from "@astra-ts/core";
import { divide } from "../plan/divide.js";
import { npuCount, type Parallelism } from "../plan/parallelism.js";
import { inTurn, part } from "../plan/part.js";
import type { Plan, PlannedLayer, Step } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import { interactionOutputs, type RecommendationModel } from "./recommendation-model.js";

/** What a user asks of a recommendation model. */
export interface RecommendationRequest {
  readonly model: RecommendationModel;
  readonly parallelism: Parallelism;
  readonly bytesPerElement: number;
  /** Samples of one training step, over all NPUs. */
  readonly batch: number;
}

/** A plan of a recommendation model: its first layer is the embedding, whose all-to-alls overlap the bottom network. */
export interface RecommendationPlan extends Plan {
  /** Index of the bottom network's last layer. */
  readonly lastBottomLayer: number;
}

/**
 * Spreads a recommendation model as its authors do (arXiv:1906.00091, section 4): networks are replicated on all NPUs, embedding columns are divided among them, and an
 * all-to-all turns "all samples of my columns" into "all columns of my samples". Throws UNSUPPORTED for other parallelism.
 */
export function planRecommendation(request: RecommendationRequest): RecommendationPlan {
  const { model, parallelism, batch } = request;
  for (const field of ["tensor", "pipeline", "expert", "microbatches"] as const) {
    if (parallelism[field] === 1) continue;
    throw new AstraError("UNSUPPORTED", {
      field,
      problem: `${model.name} has its own division: tables over all NPUs, networks by data parallelism`,
      found: parallelism[field],
      expected: "1, with the number of NPUs as the data degree",
    });
  }
  const npus = npuCount(parallelism);
  const samples = divide({
    what: "samples in the batch",
    total: batch,
    by: "data degree",
    parts: npus,
    field: "batch",
    adjustable: true,
  });
  const bottom = model.bottom.slice(1).map((_, index) => network(request, "bottom", index, samples));
  const top = model.top.map((_, index) => network(request, "top", index, samples));
  const layers = [embedding(request, npus), ...bottom, interaction(request, samples), ...top];
  return {
    layers: layers.map((layer, unit) => ({ ...layer, unit })),
    lastBottomLayer: bottom.length,
    boundaryBytes: 0,
    blockInputBytes: 0,
    sharedEmbedding: 0,
    itemsPerMicrobatch: samples,
    warnings: [],
  };
}

function embedding({ model, bytesPerElement, batch }: RecommendationRequest, npus: number): PlannedLayer {
  const columns = divide({
    what: "embedding columns (tables x dimension)",
    total: model.tables.length * model.embeddingDimension,
    by: "number of NPUs",
    parts: npus,
    field: "data",
  });
  const rows = model.tables.reduce((sum, count) => sum + count, 0);
  const total = rows * model.embeddingDimension;
  const lookup: Operation = {
    kind: "embedding",
    lookups: batch * model.lookups,
    width: columns,
    bytesPerElement,
    label: "embedding.lookup",
  };
  const exchange = (name: string): Step[] =>
    npus === 1
      ? []
      : [
          {
            kind: "collective",
            name,
            collective: "all-to-all",
            bytes: batch * columns * bytesPerElement,
            group: "data",
          },
        ];
  return {
    name: "embedding",
    unit: 0,
    kind: "embedding",
    // Every column lives on one NPU: there are no replicas to keep equal.
    parameters: [{ total, perNpu: Math.ceil(total / npus), replicas: "none" }],
    activeParameters: 0,
    forward: [...compute(lookup), ...exchange("embedded categories")],
    inputGradient: exchange("gradients of embedded categories"),
    weightGradient: compute(...part(lookup).weightGradient),
    activationBytes: 0,
    selectiveBytes: 0,
  };
}

function network(
  { model, bytesPerElement }: RecommendationRequest,
  end: "bottom" | "top",
  index: number,
  samples: number,
): PlannedLayer {
  const widths = end === "bottom" ? model.bottom : [interactionOutputs(model), ...model.top];
  const k = widths[index]!;
  const n = widths[index + 1]!;
  const common = { bytesPerElement, label: `${end}.${index}` };
  const product = part({ kind: "gemm", m: samples, n, k, ...common });
  const activation = part({
    kind: "element-wise",
    elements: samples * n,
    inputs: 1,
    operations: 1,
    ...common,
  });
  const both = inTurn(product, activation);
  const isFirst = end === "bottom" && index === 0;
  const total = (k + 1) * n;
  return {
    name: `${end} ${index}`,
    unit: 0,
    kind: "block",
    parameters: [{ total, perNpu: total, replicas: "data" }],
    activeParameters: total,
    forward: compute(...both.forward),
    inputGradient: compute(...(isFirst ? activation : both).inputGradient),
    weightGradient: compute(...both.weightGradient),
    activationBytes: samples * k * bytesPerElement,
    selectiveBytes: 0,
  };
}

/** Dot products of all pairs of a sample's vectors, as one small product of matrices per sample. */
function interaction({ model, bytesPerElement }: RecommendationRequest, samples: number): PlannedLayer {
  const vectors = model.tables.length + 1;
  const dimension = model.embeddingDimension;
  const common = { kind: "gemm", batch: samples, bytesPerElement, label: "interaction" } as const;
  const pairs: Operation = { ...common, m: vectors, n: vectors, k: dimension };
  const gradient: Operation = { ...common, m: vectors, n: dimension, k: vectors };
  return {
    name: "interaction",
    unit: 0,
    kind: "block",
    parameters: [],
    activeParameters: 0,
    forward: compute(pairs),
    inputGradient: compute(gradient, gradient),
    weightGradient: [],
    activationBytes: samples * vectors * dimension * bytesPerElement,
    selectiveBytes: 0,
  };
}
