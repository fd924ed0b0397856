import type { Operation } from "@astra-ts/core";
import type { PlannedLayer } from "../plan/planned-layer.js";
import { compute, inputGradients, weightGradients } from "../plan/steps.js";
import { joinTensor, splitTensor } from "./tensor-steps.js";
import { elementWise, normalisation } from "./transformer-operations.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/** The products of a feed-forward network on `tokens` rows, `batch` times: up (and gate), activation, down. */
export function feedForwardOperations(sizes: TransformerSizes, tokens: number, batch = 1): Operation[] {
  const { model, feedForward, bytesPerElement } = sizes;
  const gemm = (label: string, n: number, k: number): Operation => ({
    kind: "gemm",
    m: tokens,
    n,
    k,
    bytesPerElement,
    label: `feed-forward.${label}`,
    ...(batch === 1 ? {} : { batch }),
  });
  const elements = batch * tokens * feedForward;
  // GELU by its tanh form takes about ten operations; SwiGLU is a sigmoid and two products.
  const activation = elementWise(
    sizes,
    "feed-forward.activation",
    elements,
    model.gated ? 2 : 1,
    model.gated ? 6 : 10,
  );
  const up = gemm("up", model.gated ? 2 * feedForward : feedForward, model.hidden);
  return [up, activation, gemm("down", model.hidden, feedForward)];
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
  const inner = feedForwardOperations(sizes, tokens);
  const residual = elementWise(sizes, "feed-forward.residual", ownTokens * model.hidden, 2, 1);
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
      ...compute(norm),
      ...splitTensor(sizes, "input of feed-forward"),
      ...compute(...inner),
      ...joinTensor(sizes, "output of feed-forward"),
      ...compute(residual),
    ],
    inputGradient: [
      ...splitTensor(sizes, "gradient of feed-forward's output"),
      ...compute(...inputGradients(...inner)),
      ...joinTensor(sizes, "gradient of feed-forward's input"),
      ...compute(...inputGradients(norm, residual)),
    ],
    weightGradient: [
      ...splitTensor(sizes, "input of feed-forward, again"),
      ...compute(...weightGradients(...inner)),
    ],
    activationBytes: outside + tokens * feedForwardActivation(sizes),
    selectiveBytes: 0,
  };
}
