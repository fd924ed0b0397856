import type { Operation } from "@astra-ts/core";
import type { PlannedLayer } from "../plan/planned-layer.js";
import { compute, inputGradients, weightGradients } from "../plan/steps.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { elementWise, normalisation } from "./transformer-operations.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/**
 * The attention half of a block: normalisation, projection to queries, keys and values (divided by columns), attention (divided by heads), output projection (divided
 * by rows), residual. The division is Megatron-LM's (Shoeybi et al., arXiv:1909.08053).
 */
export function attentionLayer(sizes: TransformerSizes, block: number): PlannedLayer {
  const { model, tokens, ownTokens, heads, keyValueHeads, sequences, sequence, bytesPerElement } = sizes;
  const { hidden, headDimension } = model;
  const width = heads * headDimension;
  const keyValueWidth = keyValueHeads * headDimension;
  const gemm = (label: string, n: number, k: number): Operation => ({
    kind: "gemm",
    m: tokens,
    n,
    k,
    bytesPerElement,
    label: `attention.${label}`,
  });
  const norm = normalisation(sizes, "attention.normalisation");
  const project = gemm("queries-keys-values", width + 2 * keyValueWidth, hidden);
  const rotate = elementWise(sizes, "attention.rotation", tokens * (width + keyValueWidth), 1, 6);
  const scores: Operation = {
    kind: "attention",
    batch: sequences,
    heads,
    keyValueHeads,
    queryLength: sequence,
    keyLength: sequence,
    headDimension,
    fused: sizes.fusedAttention,
    pass: "forward",
    bytesPerElement,
    label: "attention.scores",
  };
  const output = gemm("output", hidden, width);
  const residual = elementWise(sizes, "attention.residual", ownTokens * hidden, 2, 1);
  const inner = [project, ...(model.positions === "rotary" ? [rotate] : []), scores, output];
  const recomputed = sizes.parallelism.checkpointing === "selective" ? compute(scores) : [];

  return {
    name: `block ${block} attention`,
    unit: block + 1,
    kind: "block",
    parameters: [{ ...attentionParameters(sizes), replicas: "data" }],
    activeParameters: attentionParameters(sizes).total,
    forward: [
      ...compute(norm),
      ...splitTensor(sizes, "input of attention"),
      ...compute(...inner),
      ...joinTensor(sizes, "output of attention"),
      ...compute(residual),
    ],
    inputGradient: [
      ...splitTensor(sizes, "gradient of attention's output"),
      ...recomputed,
      ...compute(...inputGradients(...inner)),
      ...joinTensor(sizes, "gradient of attention's input"),
      ...compute(...inputGradients(norm, residual)),
    ],
    weightGradient: [
      ...splitTensor(sizes, "input of attention, again"),
      ...compute(...weightGradients(...inner)),
    ],
    ...attentionActivations(sizes, width, keyValueWidth),
  };
}

function attentionParameters({ model, heads, keyValueHeads }: TransformerSizes): {
  total: number;
  perNpu: number;
} {
  const { hidden, headDimension, biases } = model;
  const norm = model.normalisation === "layer" ? 2 * hidden : hidden;
  const count = (queryHeads: number, otherHeads: number) => {
    const columns = (queryHeads + 2 * otherHeads) * headDimension;
    const weights = hidden * columns + queryHeads * headDimension * hidden;
    return norm + weights + (biases ? columns + hidden : 0);
  };
  return { total: count(model.heads, model.keyValueHeads), perNpu: count(heads, keyValueHeads) };
}

/** Korthikanti et al., arXiv:2205.05198, section 4.1: inputs of every operation, and one byte per element of a dropout mask. */
function attentionActivations(
  sizes: TransformerSizes,
  width: number,
  keyValueWidth: number,
): Pick<PlannedLayer, "activationBytes" | "selectiveBytes"> {
  const { model, tokens, ownTokens, sequence, heads, bytesPerElement } = sizes;
  const mask = model.dropout ? 1 : 0;
  const outside = ownTokens * model.hidden * (2 * bytesPerElement + mask);
  const inside = tokens * (2 * width + 2 * keyValueWidth) * bytesPerElement;
  const scores = sizes.fusedAttention
    ? tokens * heads * 4
    : tokens * heads * sequence * (model.dropout ? 2 * bytesPerElement + mask : bytesPerElement);
  return { activationBytes: outside + inside + scores, selectiveBytes: scores };
}
