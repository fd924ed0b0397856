import type { SystemOptionsInput } from "../options/system-options.js";

/** Keys of implementation lists, in the system files of both versions of ASTRA-sim. */
export const algorithmListKeys = [
  "all-reduce-implementation",
  "all-gather-implementation",
  "reduce-scatter-implementation",
  "all-to-all-implementation",
] as const;

/** One of those keys. */
export type AlgorithmListKey = (typeof algorithmListKeys)[number];

/** Keys of the LogGP bus: latency, overhead, gap, gap per byte, and ns to reduce 100 bytes. */
export const busKeys = ["L", "o", "g", "G", "local-reduction-delay"] as const;

/** The bus as ASTRA-sim takes it: whole ns, and a gap per byte in single precision. `numberOf` gives the file's number. */
export function readBus(
  numberOf: (key: (typeof busKeys)[number]) => number,
): SystemOptionsInput["sharedBus"] {
  return {
    latency: Math.trunc(numberOf("L")),
    overhead: Math.trunc(numberOf("o")),
    gap: Math.trunc(numberOf("g")),
    gapPerByte: Math.fround(numberOf("G")),
    localReductionDelay: Math.trunc(numberOf("local-reduction-delay")),
  };
}
