import { inTurn, type Part, part } from "../plan/part.js";
import type { PlannedLayer } from "../plan/planned-layer.js";
import { compute } from "../plan/steps.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { activation, linear, normalisation, residual } from "./transformer-parts.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/** A feed-forward network on `tokens` rows: up (and gate), activation, down. */
export function feedForwardParts(sizes: TransformerSizes, tokens: number): Part {
  const { model, feedForward } = sizes;
  const columns = model.gated ? 2 * feedForward : feedForward;
  return inTurn(
    linear(sizes, "feed-forward.up", tokens, columns, model.hidden),
    activation(sizes, "feed-forward.activation", tokens * feedForward),
    linear(sizes, "feed-forward.down", tokens, model.hidden, feedForward),
  );
}

/** The networks of some experts on `tokens` rows each, as products in batches. */
export function expertParts(sizes: TransformerSizes, tokens: number, experts: number): Part {
  const { model, feedForward, bytesPerElement } = sizes;
  const product = (label: string, n: number, k: number): Part =>
    part({ kind: "gemm", m: tokens, n, k, batch: experts, bytesPerElement, label: `feed-forward.${label}` });
  return inTurn(
    product("up", model.gated ? 2 * feedForward : feedForward, model.hidden),
    activation(sizes, "feed-forward.activation", experts * tokens * feedForward),
    product("down", model.hidden, feedForward),
  );
}

/** Parameters of one feed-forward network of the given width, without its normalisation. */
export function feedForwardParameters(sizes: TransformerSizes, width: number): number {
  const { hidden, gated, biases } = sizes.model;
  const matrices = gated ? 3 : 2;
  return matrices * hidden * width + (biases ? (matrices - 1) * width + hidden : 0);
}

/** Bytes kept per row inside a feed-forward network: its input, what goes into the activation, what goes into the last product. */
export function feedForwardActivation(sizes: TransformerSizes): number {
  return (sizes.model.gated ? 3 : 2) * sizes.feedForward * sizes.bytesPerElement;
}

/** The feed-forward half of a block, divided as Megatron-LM does (Shoeybi et al., arXiv:1909.08053): first product by columns, second by rows. */
export function feedForwardLayer(sizes: TransformerSizes, block: number): PlannedLayer {
  const { model, tokens, ownTokens, bytesPerElement } = sizes;
  const norm = normalisation(sizes, "feed-forward.normalisation");
  const inner = feedForwardParts(sizes, tokens);
  const sum = residual(sizes, "feed-forward.residual");
  const normParameters = model.normalisation === "layer" ? 2 * model.hidden : model.hidden;
  const total = normParameters + feedForwardParameters(sizes, model.feedForward);
  const outside = ownTokens * model.hidden * (2 * bytesPerElement + (model.dropout ? 1 : 0));
  return {
    name: `block ${block} feed-forward`,
    unit: block + 1,
    kind: "block",
    parameters: [
      { total, perNpu: normParameters + feedForwardParameters(sizes, sizes.feedForward), replicas: "data" },
    ],
    activeParameters: total,
    forward: [
      ...compute(...norm.forward),
      ...splitTensor(sizes, "input of feed-forward"),
      ...compute(...inner.forward),
      ...joinTensor(sizes, "output of feed-forward"),
      ...compute(...sum.forward),
    ],
    inputGradient: [
      ...splitTensor(sizes, "gradient of feed-forward's output"),
      ...compute(...inner.inputGradient),
      ...joinTensor(sizes, "gradient of feed-forward's input"),
      ...compute(...inTurn(sum, norm).inputGradient),
    ],
    weightGradient: [
      ...splitTensor(sizes, "input of feed-forward, again"),
      ...compute(...inner.weightGradient),
    ],
    activationBytes: outside + tokens * feedForwardActivation(sizes),
    selectiveBytes: 0,
  };
}
