import type { Operation } from "@astra-ts/core";
import type { PlannedLayer, Step } from "../plan/planned-layer.js";
import { compute, inputGradients, weightGradients } from "../plan/steps.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { elementWise, normalisation } from "./transformer-operations.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/** Look-up of the tokens in a table whose rows are divided over the tensor group, and position embeddings. */
export function embeddingLayer(sizes: TransformerSizes): PlannedLayer {
  const { model, tokens, ownTokens, vocabulary, bytesPerElement } = sizes;
  const { hidden } = model;
  const lookup: Operation = {
    kind: "embedding",
    lookups: tokens,
    width: hidden,
    bytesPerElement,
    label: "embedding.lookup",
  };
  const positions = model.positions === "learned" ? model.context * hidden : 0;
  const addPositions =
    positions === 0 ? [] : [elementWise(sizes, "embedding.positions", ownTokens * hidden, 2, 1)];
  return {
    name: "embedding",
    unit: 0,
    kind: "embedding",
    parameters: [
      {
        total: model.vocabulary * hidden + positions,
        perNpu: vocabulary * hidden + positions,
        replicas: "data",
      },
    ],
    activeParameters: 0,
    forward: [...compute(lookup), ...joinTensor(sizes, "embedded tokens"), ...compute(...addPositions)],
    inputGradient: [],
    weightGradient: [
      ...splitTensor(sizes, "gradient of embedded tokens"),
      ...compute(...weightGradients(lookup)),
    ],
    activationBytes: model.dropout ? ownTokens * hidden : 0,
    selectiveBytes: 0,
  };
}

/** Last normalisation, projection to the vocabulary (divided by columns) and loss. */
export function headLayer(sizes: TransformerSizes): PlannedLayer {
  const { model, tokens, ownTokens, vocabulary, bytesPerElement } = sizes;
  const { hidden } = model;
  const { tensor, pipeline } = sizes.parallelism;
  const norm = normalisation(sizes, "head.normalisation");
  const logits: Operation = {
    kind: "gemm",
    m: tokens,
    n: vocabulary,
    k: hidden,
    bytesPerElement,
    label: "head.logits",
  };
  const loss: Operation = {
    kind: "softmax",
    rows: tokens,
    width: vocabulary,
    bytesPerElement: 4,
    label: "head.loss",
  };
  const normParameters = model.normalisation === "layer" ? 2 * hidden : hidden;
  // A tied output projection has no parameters of its own; a later stage than the embedding's holds a copy.
  const ownsMatrix = !model.tiedEmbedding;
  const holdsMatrix = ownsMatrix || pipeline > 1;
  // Maximum, sum of exponentials and the logit of the right token, 4 bytes each per token.
  const statistics: Step[] =
    tensor === 1
      ? []
      : [
          {
            kind: "collective",
            name: "statistics of the loss",
            collective: "all-reduce",
            bytes: 12 * tokens,
            group: "tensor",
          },
        ];
  return {
    name: "head",
    unit: model.layers + 1,
    kind: "head",
    parameters: [
      {
        total: normParameters + (ownsMatrix ? model.vocabulary * hidden : 0),
        perNpu: normParameters + (holdsMatrix ? vocabulary * hidden : 0),
        replicas: "data",
      },
    ],
    activeParameters: normParameters + model.vocabulary * hidden,
    forward: [
      ...compute(norm),
      ...splitTensor(sizes, "input of the head"),
      ...compute(logits, loss),
      ...statistics,
    ],
    inputGradient: [
      ...compute(...inputGradients(logits, loss)),
      ...joinTensor(sizes, "gradient of the head's input"),
      ...compute(...inputGradients(norm)),
    ],
    weightGradient: [
      ...splitTensor(sizes, "input of the head, again"),
      ...compute(...weightGradients(logits)),
    ],
    activationBytes: 2 * ownTokens * hidden * bytesPerElement + 4 * tokens * vocabulary,
    selectiveBytes: 0,
  };
}
