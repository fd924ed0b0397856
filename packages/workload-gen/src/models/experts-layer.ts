import { inTurn, part } from "../plan/part.js";
import type { PlannedLayer, Step } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import {
  expertParts,
  feedForwardActivation,
  feedForwardParameters,
  feedForwardParts,
} from "./feed-forward-layer.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { elementWise, normalisation, residual } from "./transformer-parts.js";
import { type TransformerSizes, withFeedForward } from "./transformer-sizes.js";

/**
 * A mixture of experts in place of the feed-forward network. A router chooses `perToken` experts for each token; experts are divided among the NPUs of an
 * expert group, and two all-to-alls carry the tokens there and back (Lepikhin et al., GShard, arXiv:2006.16668). Tokens are taken to spread evenly over
 * the experts. Experts that all tokens share are on every NPU and come before the exchange.
 */
export function expertsLayer(sizes: TransformerSizes, block: number): PlannedLayer {
  const { model, tokens, ownTokens, experts, bytesPerElement } = sizes;
  const { count, perToken, shared = 0 } = model.experts!;
  const { tensor, sequence } = sizes.parallelism;
  const { hidden } = model;

  // Every NPU receives as many rows as it sends: tokens x experts per token.
  const rows = tokens * perToken;
  const ownRows = ownTokens * perToken;
  const exchange = (name: string): Step[] => allToAll(sizes, name, ownRows);
  const inner = expertParts(sizes, Math.ceil(rows / experts), experts);
  const common = shared === 0 ? undefined : withFeedForward(sizes, shared * model.feedForward);
  const commonParts = common === undefined ? inTurn() : feedForwardParts(common, tokens);

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
  const added = common === undefined ? 0 : ownTokens * hidden;
  const combine = part(elementWise(sizes, "experts.combine", ownRows * hidden + added, 1, 2));
  const sum = residual(sizes, "experts.residual");
  const before = inTurn(norm, router, choice, sort);

  // With sequence parallelism the NPUs of a tensor group receive different rows and share them; without it the partial sums are added after the tokens are back.
  const around = tensor > 1 && sequence;
  const gather = (name: string): Step[] => (around ? splitTensor(sizes, name, rows) : []);
  const scatter = (name: string): Step[] => (around ? joinTensor(sizes, name, rows) : []);
  const sumParts = (name: string): Step[] => (around ? [] : joinTensor(sizes, name));

  // Experts that are shared divide their columns, as a feed-forward network does.
  const gatherTokens = (name: string): Step[] =>
    around && common !== undefined ? splitTensor(sizes, name) : [];
  const scatterTokens = (name: string): Step[] =>
    around && common !== undefined ? joinTensor(sizes, name) : [];

  const normParameters = model.normalisation === "layer" ? 2 * hidden : hidden;
  const outside = normParameters + hidden * count;
  const everywhere = (width: (of: TransformerSizes) => number): number =>
    outside + (common === undefined ? 0 : feedForwardParameters(common, width(common)));
  const total = everywhere((of) => of.model.feedForward);
  const expert = feedForwardParameters(sizes, model.feedForward);
  return {
    name: `block ${block} experts`,
    unit: block + 1,
    kind: "block",
    parameters: [
      { total, perNpu: everywhere((of) => of.feedForward), replicas: "data" },
      {
        total: count * expert,
        perNpu: experts * feedForwardParameters(sizes, sizes.feedForward),
        replicas: "expert-data",
      },
    ],
    activeParameters: total + perToken * expert,
    forward: [
      ...compute(...before.forward),
      ...gatherTokens("input of shared experts"),
      ...compute(...commonParts.forward),
      ...scatterTokens("output of shared experts"),
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
      ...gatherTokens("gradient of shared experts' output"),
      ...compute(...commonParts.inputGradient),
      ...scatterTokens("gradient of shared experts' input"),
      ...sumParts("gradient of experts' input"),
      ...compute(...before.inputGradient),
    ],
    weightGradient: [
      ...gather("input of experts, again"),
      ...gatherTokens("input of shared experts, again"),
      ...compute(...inTurn(router, commonParts, inner).weightGradient),
    ],
    activationBytes:
      ownTokens * hidden * 2 * bytesPerElement +
      rows * (hidden * bytesPerElement + feedForwardActivation(sizes)) +
      (common === undefined ? 0 : tokens * feedForwardActivation(common)),
    selectiveBytes: 0,
  };
}

function allToAll(sizes: TransformerSizes, name: string, rows: number): Step[] {
  if (sizes.parallelism.expert === 1) return [];
  const bytes = rows * sizes.model.hidden * sizes.bytesPerElement;
  return [{ kind: "collective", name, collective: "all-to-all", bytes, group: "expert" }];
}
