import { type AttentionOperation, attentionScores } from "@astra-ts/core";
import type { GpuDevice } from "./device.js";
import type { GpuEfficiencies } from "./efficiencies.js";

/** Queries, and keys in the backward pass, that one processor has in work. */
const tile = 128;

/**
 * Time of fused attention (FlashAttention), ns. A processor takes a tile of queries and goes along its keys; what it spends on a score are the products and the
 * exponential. With a causal mask half of the tile on the diagonal is computed in vain.
 */
export function attentionTime(
  operation: AttentionOperation & { readonly bytesPerElement: number },
  peak: number,
  device: GpuDevice,
  { attention: fitted }: GpuEfficiencies,
): number {
  const { batch, heads, queryLength, headDimension, pass, causal = false } = operation;
  const forward = pass === "forward";
  const wasted = causal ? queryLength * (tile / 2) : 0;
  const scores = attentionScores(operation) + wasted;
  const perProcessor = peak / device.processors;
  // Two products forward; backward the scores once more, and four gradients.
  const flops = (forward ? 4 : 10) * headDimension;
  const product = flops / (perProcessor * (forward ? fitted.product : fitted.backwardProduct));
  const score = product + (forward ? fitted.score : fitted.backwardScore);
  const tiles = Math.ceil(queryLength / tile);
  const tileTime = (scores / tiles) * score + (forward ? fitted.tile : fitted.backwardTile);
  const waves = (batch * heads * tiles) / device.processors;
  // Tiles under a causal mask differ in length, so that long and short ones fill up each other's gaps.
  const inWaves = causal ? Math.max(waves, 1) + 0.5 : Math.ceil(waves);
  return (forward ? fitted.start : fitted.backwardStart) + inWaves * tileTime;
}
