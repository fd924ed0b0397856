import { inTurn, part } from "../plan/part.js";
import type { PlannedLayer, Step } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import { expertParts, feedForwardActivation, feedForwardParameters } from "./feed-forward-layer.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { elementWise, normalisation, residual } from "./transformer-parts.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/**
 * A mixture of experts in place of the feed-forward network. A router chooses `perToken` experts for each token; experts are divided among the NPUs of an
 * expert group, and two all-to-alls carry the tokens there and back (Lepikhin et al., GShard, arXiv:2006.16668). Tokens are taken to spread evenly over
 * the experts.
 */
export function expertsLayer(sizes: TransformerSizes, block: number): PlannedLayer {
  const { model, tokens, ownTokens, experts, bytesPerElement } = sizes;
  const { count, perToken } = model.experts!;
  const { tensor, sequence } = sizes.parallelism;
  const { hidden } = model;

  // Every NPU receives as many rows as it sends: tokens x experts per token.
  const rows = tokens * perToken;
  const ownRows = ownTokens * perToken;
  const exchange = (name: string): Step[] => allToAll(sizes, name, ownRows);
  const inner = expertParts(sizes, Math.ceil(rows / experts), experts);

  const norm = normalisation(sizes, "experts.normalisation");
  const router = part({
    kind: "gemm",
    m: ownTokens,
    n: count,
    k: hidden,
    bytesPerElement,
    label: "experts.router",
  });
  const choice = part({
    kind: "softmax",
    rows: ownTokens,
    width: count,
    bytesPerElement,
    label: "experts.choice",
  });
  const sort = part(elementWise(sizes, "experts.sort", ownRows * hidden, 1, 0));
  const combine = part(elementWise(sizes, "experts.combine", ownRows * hidden, 1, 2));
  const sum = residual(sizes, "experts.residual");
  const before = inTurn(norm, router, choice, sort);

  // With sequence parallelism the NPUs of a tensor group receive different rows and share them; without it the partial sums are added after the tokens are back.
  const around = tensor > 1 && sequence;
  const gather = (name: string): Step[] => (around ? splitTensor(sizes, name, rows) : []);
  const scatter = (name: string): Step[] => (around ? joinTensor(sizes, name, rows) : []);
  const sumParts = (name: string): Step[] => (around ? [] : joinTensor(sizes, name));

  const normParameters = model.normalisation === "layer" ? 2 * hidden : hidden;
  const shared = normParameters + hidden * count;
  const expert = feedForwardParameters(sizes, model.feedForward);
  return {
    name: `block ${block} experts`,
    unit: block + 1,
    kind: "block",
    parameters: [
      { total: shared, perNpu: shared, replicas: "data" },
      {
        total: count * expert,
        perNpu: experts * feedForwardParameters(sizes, sizes.feedForward),
        replicas: "expert-data",
      },
    ],
    activeParameters: shared + perToken * expert,
    forward: [
      ...compute(...before.forward),
      ...exchange("tokens to experts"),
      ...gather("input of experts"),
      ...compute(...inner.forward),
      ...scatter("output of experts"),
      ...exchange("tokens from experts"),
      ...compute(...combine.forward),
      ...sumParts("output of experts"),
      ...compute(...sum.forward),
    ],
    inputGradient: [
      ...compute(...inTurn(combine, sum).inputGradient),
      ...exchange("gradients to experts"),
      ...gather("gradient of experts' output"),
      ...compute(...inner.inputGradient),
      ...scatter("gradient of experts' input"),
      ...exchange("gradients from experts"),
      ...sumParts("gradient of experts' input"),
      ...compute(...before.inputGradient),
    ],
    weightGradient: [
      ...gather("input of experts, again"),
      ...compute(...inTurn(router, inner).weightGradient),
    ],
    activationBytes:
      ownTokens * hidden * 2 * bytesPerElement +
      rows * (hidden * bytesPerElement + feedForwardActivation(sizes)),
    selectiveBytes: 0,
  };
}

function allToAll(sizes: TransformerSizes, name: string, rows: number): Step[] {
  if (sizes.parallelism.expert === 1) return [];
  const bytes = rows * sizes.model.hidden * sizes.bytesPerElement;
  return [{ kind: "collective", name, collective: "all-to-all", bytes, group: "expert" }];
}
