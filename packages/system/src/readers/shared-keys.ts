import type { SystemOptionsInput } from "../options.js";

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

/** The bus as ASTRA-sim takes it: whole ns, and a gap per byte in single precision. `valueOf` gives the file's number. */
export function readBus(valueOf: (key: (typeof busKeys)[number]) => number): SystemOptionsInput["sharedBus"] {
  return {
    latency: Math.trunc(valueOf("L")),
    overhead: Math.trunc(valueOf("o")),
    gap: Math.trunc(valueOf("g")),
    gapPerByte: Math.fround(valueOf("G")),
    localReductionDelay: Math.trunc(valueOf("local-reduction-delay")),
  };
}
