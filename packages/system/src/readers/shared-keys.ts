import type { Origin } from "@astra-ts/core";
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

/** The key that each option comes from, in both versions of the file. */
const keyOfOption: Readonly<Record<string, string>> = {
  schedulingPolicy: "scheduling-policy",
  collectiveOptimization: "collective-optimization",
  intraDimensionScheduling: "intra-dimension-scheduling",
  interDimensionScheduling: "inter-dimension-scheduling",
  allReduceImplementation: "all-reduce-implementation",
  allGatherImplementation: "all-gather-implementation",
  reduceScatterImplementation: "reduce-scatter-implementation",
  allToAllImplementation: "all-to-all-implementation",
  endpointDelay: "endpoint-delay",
  activeChunksPerDimension: "active-chunks-per-dimension",
  preferredDatasetSplits: "preferred-dataset-splits",
  gapDenominator: "gap-denominator",
  boostMode: "boost-mode",
  localMemoryBandwidth: "local-mem-bw",
  sharedBus: "model-shared-bus",
  "sharedBus.latency": "L",
  "sharedBus.overhead": "o",
  "sharedBus.gap": "g",
  "sharedBus.gapPerByte": "G",
  "sharedBus.localReductionDelay": "local-reduction-delay",
};

/** Where the options of a file come from: those whose keys it has. `lineOf` gives the line of a key. */
export function originsOfOptions(
  file: string,
  has: (key: string) => boolean,
  lineOf: (key: string) => number | undefined,
): Map<string, Origin> {
  const options = Object.entries(keyOfOption).filter(([, key]) => has(key));
  return new Map([
    ["", { file, field: "" }],
    ...options.map(([option, key]): [string, Origin] => [option, { file, line: lineOf(key), field: key }]),
  ]);
}
