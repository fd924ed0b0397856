import { bringsShards, type CollectiveKind } from "@astra-ts/core";
import type { SystemOptions } from "../options/system-options.js";

/**
 * Sizes of the chunks of a collective, bytes. A size that falls into whole chunks of floor(bytes / splits) does so, which can be more chunks than `splits`, as in ASTRA-sim; any other
 * is cut into at most `splits` chunks of which the last is smaller. With `full-chunks` (ASTRA-sim 2.x) a chunk has at least one byte for each NPU, and the last counts in full.
 */
export function chunkSizes(
  kind: CollectiveKind,
  bytes: number,
  splits: number,
  npus: number,
  rounding: SystemOptions["chunkRounding"],
): number[] {
  const { chunk, full, rest } = cut(kind, bytes, splits, npus, rounding);
  const sizes = new Array<number>(full).fill(chunk);
  if (rest > 0) sizes.push(rest);
  return sizes;
}

/** How many chunks that makes. */
export function chunkCount(...request: Parameters<typeof chunkSizes>): number {
  const { full, rest } = cut(...request);
  return full + (rest > 0 ? 1 : 0);
}

/** `full` chunks of `chunk` bytes, and one of `rest`. */
function cut(
  kind: CollectiveKind,
  bytes: number,
  splits: number,
  npus: number,
  rounding: SystemOptions["chunkRounding"],
): { chunk: number; full: number; rest: number } {
  const whole = Math.floor(bytes / splits);
  if (rounding === "full-chunks") {
    const padded = !bringsShards(kind) && whole < npus;
    const chunk = padded ? npus : Math.max(whole, 1);
    return { chunk, full: padded ? splits : Math.ceil(bytes / chunk), rest: 0 };
  }
  const chunk = whole > 0 && bytes % whole === 0 ? whole : Math.ceil(bytes / splits);
  return { chunk, full: Math.floor(bytes / chunk), rest: bytes % chunk };
}
