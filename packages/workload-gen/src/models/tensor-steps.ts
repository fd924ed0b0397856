import type { Step } from "../plan/planned-layer.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/**
 * Before a tensor-parallel part: with sequence parallelism every NPU holds a part of the tokens and gathers the rest; without it, every NPU holds all tokens
 * already. `tokens` are those that the part works on.
 */
export function splitTensor(sizes: TransformerSizes, name: string, tokens = sizes.tokens): Step[] {
  const { tensor, sequence } = sizes.parallelism;
  if (tensor === 1 || !sequence) return [];
  const bytes = (tokens / tensor) * sizes.model.hidden * sizes.bytesPerElement;
  return [{ kind: "collective", name, collective: "all-gather", bytes, group: "tensor" }];
}

/** After a tensor-parallel part: every NPU holds a part of the sum. All get the whole sum, or with sequence parallelism their tokens of it. */
export function joinTensor(sizes: TransformerSizes, name: string, tokens = sizes.tokens): Step[] {
  const { tensor, sequence } = sizes.parallelism;
  if (tensor === 1) return [];
  const collective = sequence ? "reduce-scatter" : "all-reduce";
  const bytes = tokens * sizes.model.hidden * sizes.bytesPerElement;
  return [{ kind: "collective", name, collective, bytes, group: "tensor" }];
}
