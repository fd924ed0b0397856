import type { CollectiveKind } from "@astra-ts/core";
import type { SystemOptions } from "./options.js";

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
  const whole = Math.floor(bytes / splits);
  if (rounding === "full-chunks") {
    const padded = kind !== "all-gather" && whole < npus;
    const chunk = padded ? npus : Math.max(whole, 1);
    return new Array<number>(padded ? splits : Math.ceil(bytes / chunk)).fill(chunk);
  }
  const chunk = whole > 0 && bytes % whole === 0 ? whole : Math.ceil(bytes / splits);
  const sizes = new Array<number>(Math.floor(bytes / chunk)).fill(chunk);
  if (bytes % chunk > 0) sizes.push(bytes % chunk);
  return sizes;
}
