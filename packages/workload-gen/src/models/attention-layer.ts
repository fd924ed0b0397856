import { inTurn, part } from "../plan/part.js";
import type { PlannedLayer } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import { type AttentionForm, attentionForm } from "./attention-form.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { linear, normalisation, residual } from "./transformer-parts.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/**
 * The attention half of a block: normalisation, projection to queries, keys and values (divided by columns), attention (divided by heads), output projection (divided
 * by rows), residual. The division is Megatron-LM's (Shoeybi et al., arXiv:1909.08053).
 */
export function attentionLayer(sizes: TransformerSizes, block: number): PlannedLayer {
  const { model, tokens, heads, keyValueHeads, sequences, sequence, bytesPerElement } = sizes;
  const form = attentionForm(sizes);
  const norm = normalisation(sizes, "attention.normalisation");
  const scores = part({
    kind: "attention",
    batch: sequences,
    heads,
    keyValueHeads,
    queryLength: sequence,
    keyLength: sequence,
    headDimension: form.headDimension,
    fused: sizes.fusedAttention,
    causal: true,
    pass: "forward",
    bytesPerElement,
    label: "attention.scores",
  });
  const inner = inTurn(
    form.project,
    scores,
    linear(sizes, "attention.output", tokens, model.hidden, form.outputWidth),
  );
  const sum = residual(sizes, "attention.residual");
  const normParameters = model.normalisation === "layer" ? 2 * model.hidden : model.hidden;
  const total = normParameters + form.parameters(model.heads, model.keyValueHeads);
  const recomputed = sizes.parallelism.checkpointing === "selective" ? compute(...scores.forward) : [];

  return {
    name: `block ${block} attention`,
    unit: block + 1,
    kind: "block",
    parameters: [{ total, perNpu: normParameters + form.parameters(heads, keyValueHeads), replicas: "data" }],
    activeParameters: total,
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
    ...attentionActivations(sizes, form),
  };
}

/** Korthikanti et al., arXiv:2205.05198, section 4.1: inputs of every operation, and one byte per element of a dropout mask. */
function attentionActivations(
  sizes: TransformerSizes,
  { keptWidth }: AttentionForm,
): Pick<PlannedLayer, "activationBytes" | "selectiveBytes"> {
  const { model, tokens, ownTokens, sequence, heads, bytesPerElement } = sizes;
  const mask = model.dropout ? 1 : 0;
  const outside = ownTokens * model.hidden * (2 * bytesPerElement + mask);
  const inside = tokens * keptWidth * bytesPerElement;
  const scores = sizes.fusedAttention
    ? tokens * heads * 4
    : tokens * heads * sequence * (model.dropout ? 2 * bytesPerElement + mask : bytesPerElement);
  return { activationBytes: outside + inside + scores, selectiveBytes: scores };
}
