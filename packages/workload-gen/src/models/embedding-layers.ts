import type { Operation } from "@astra-ts/core";
import { inTurn, part } from "../plan/part.js";
import type { PlannedLayer, Step } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { elementWise, linear, normalisation } from "./transformer-parts.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/** Look-up of the tokens in a table whose rows are divided over the tensor group, and position embeddings. */
export function embeddingLayer(sizes: TransformerSizes): PlannedLayer {
  const { model, tokens, ownTokens, vocabulary, sequence, sequences, bytesPerElement } = sizes;
  const { hidden } = model;
  const common = { bytesPerElement, label: "embedding.lookup" };
  const lookup: Operation = { kind: "embedding", lookups: tokens, width: hidden, ...common };
  const positions = model.positions === "learned" ? model.context * hidden : 0;
  const addPositions =
    positions === 0 ? [] : [elementWise(sizes, "embedding.positions", ownTokens * hidden, 2, 1)];
  const sumPositions: Operation[] =
    positions === 0
      ? []
      : [
          {
            kind: "reduction",
            rows: sequences,
            width: sequence * hidden,
            ...common,
            label: "embedding.positions",
          },
        ];
  // The gradient of a table is as large as the table, and zero but for the rows looked up; a tied table's is added to that of the output projection.
  const table = vocabulary * hidden;
  const zeros = elementWise(sizes, "embedding.gradient", table, 0, 0);
  const tied = elementWise(sizes, "embedding.tied", table, 2, 1, { function: "add" });
  return {
    name: "embedding",
    unit: 0,
    kind: "embedding",
    parameters: [
      { total: model.vocabulary * hidden + positions, perNpu: table + positions, replicas: "data" },
    ],
    activeParameters: 0,
    forward: [...compute(lookup), ...joinTensor(sizes, "embedded tokens"), ...compute(...addPositions)],
    inputGradient: [],
    weightGradient: [
      ...splitTensor(sizes, "gradient of embedded tokens"),
      ...compute(
        ...sumPositions,
        zeros,
        ...part(lookup).weightGradient,
        ...(holdsTiedTable(sizes) ? [tied] : []),
      ),
    ],
    activationBytes: model.dropout ? ownTokens * hidden : 0,
    selectiveBytes: 0,
  };
}

/** Whether one NPU multiplies with the table that it looks up in: the first stage is the last one, too. */
function holdsTiedTable({ model, parallelism }: TransformerSizes): boolean {
  return model.tiedEmbedding && parallelism.pipeline === 1;
}

/** Last normalisation, projection to the vocabulary (divided by columns) and loss. */
export function headLayer(sizes: TransformerSizes): PlannedLayer {
  const { model, tokens, ownTokens, vocabulary, bytesPerElement } = sizes;
  const { hidden } = model;
  const { tensor, pipeline } = sizes.parallelism;
  const norm = normalisation(sizes, "head.normalisation");
  const unbiased = { ...sizes, model: { ...model, biases: false } };
  const logits = linear(unbiased, "head.logits", tokens, vocabulary, hidden);
  const loss = part({
    kind: "cross-entropy",
    rows: tokens,
    width: vocabulary,
    pass: "forward",
    // Libraries take the loss in 4 bytes, whatever the model's type.
    bytesPerElement: sizes.eager ? bytesPerElement : 4,
    label: "head.loss",
  });
  const inner = inTurn(logits, loss);
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
      ...compute(...norm.forward),
      ...splitTensor(sizes, "input of the head"),
      ...compute(...inner.forward),
      ...statistics,
    ],
    inputGradient: [
      ...compute(...inner.inputGradient),
      ...joinTensor(sizes, "gradient of the head's input"),
      ...compute(...norm.inputGradient),
    ],
    weightGradient: [...splitTensor(sizes, "input of the head, again"), ...compute(...logits.weightGradient)],
    activationBytes: 2 * ownTokens * hidden * bytesPerElement + 4 * tokens * vocabulary,
    selectiveBytes: 0,
  };
}
