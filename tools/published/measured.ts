import type { PublishedRow } from "./row.js";

/** Seconds of a step, as published or from what was published. */
export function measuredStep(
  { result, model, hardware, batch }: PublishedRow,
  peak: number,
): number | undefined {
  const { step_s: told, step_s_derived: derived, tokens_per_s_per_gpu: rate, mfu_pct: share } = result ?? {};
  if (told ?? derived) return (told ?? derived)!;
  const tokens = (batch?.global_batch ?? 0) * (model.seq ?? 0);
  if (tokens === 0 || !hardware.gpus) return undefined;
  if (rate) return tokens / rate / hardware.gpus;
  if (!share || !model.layers || !model.hidden || !model.vocab) return undefined;
  const { layers, hidden, vocab, seq } = model;
  // Narayanan et al., arXiv:2104.04473, appendix: floating-point operations of a step, here without recomputation.
  const flops =
    72 * tokens * layers * hidden ** 2 * (1 + seq! / (6 * hidden) + vocab / (12 * layers * hidden));
  return flops / (share / 100) / (peak * 1e9) / hardware.gpus;
}
