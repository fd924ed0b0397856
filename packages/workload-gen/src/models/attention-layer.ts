import { inTurn, part } from "../plan/part.js";
import type { PlannedLayer } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { linear, normalisation, residual, rotation, split } from "./transformer-parts.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/**
 * The attention half of a block: normalisation, projection to queries, keys and values (divided by columns), attention (divided by heads), output projection (divided
 * by rows), residual. The division is Megatron-LM's (Shoeybi et al., arXiv:1909.08053).
 */
export function attentionLayer(sizes: TransformerSizes, block: number): PlannedLayer {
  const { model, tokens, heads, keyValueHeads, sequences, sequence, bytesPerElement } = sizes;
  const { hidden, headDimension } = model;
  const width = heads * headDimension;
  const keyValueWidth = keyValueHeads * headDimension;
  const columns = width + 2 * keyValueWidth;
  const norm = normalisation(sizes, "attention.normalisation");
  const project = linear(sizes, "attention.queries-keys-values", tokens, columns, hidden);
  const rotate = rotation(sizes, "attention.rotation", tokens * (width + keyValueWidth));
  const scores = part({
    kind: "attention",
    batch: sequences,
    heads,
    keyValueHeads,
    queryLength: sequence,
    keyLength: sequence,
    headDimension,
    fused: sizes.fusedAttention,
    causal: true,
    pass: "forward",
    bytesPerElement,
    label: "attention.scores",
  });
  const inner = inTurn(
    project,
    split(sizes, "attention.split", tokens * columns),
    ...(model.positions === "rotary" ? [rotate] : []),
    scores,
    linear(sizes, "attention.output", tokens, hidden, width),
  );
  const sum = residual(sizes, "attention.residual");
  const recomputed = sizes.parallelism.checkpointing === "selective" ? compute(...scores.forward) : [];

  return {
    name: `block ${block} attention`,
    unit: block + 1,
    kind: "block",
    parameters: [{ ...attentionParameters(sizes), replicas: "data" }],
    activeParameters: attentionParameters(sizes).total,
    forward: [
      ...compute(...norm.forward),
      ...splitTensor(sizes, "input of attention"),
      ...compute(...inner.forward),
      ...joinTensor(sizes, "output of attention"),
      ...compute(...sum.forward),
    ],
    inputGradient: [
      ...splitTensor(sizes, "gradient of attention's output"),
      ...recomputed,
      ...compute(...inner.inputGradient),
      ...joinTensor(sizes, "gradient of attention's input"),
      ...compute(...inTurn(sum, norm).inputGradient),
    ],
    weightGradient: [...splitTensor(sizes, "input of attention, again"), ...compute(...inner.weightGradient)],
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
