import { type GraphOptionsInput, graphRulesOfAstraSim2 } from "@astra-ts/workload";
import type { SystemFileContent } from "./system-file.js";

/** How ASTRA-sim 2.x runs graphs: what its system file says of them, and `remoteMemory` from its file of that. */
export function graphRules(
  { replayOnly, tracksMemory, roofline }: NonNullable<SystemFileContent["graphs"]>,
  remoteMemory?: GraphOptionsInput["remoteMemory"],
): GraphOptionsInput {
  return {
    ...graphRulesOfAstraSim2,
    ...(replayOnly ? { replay: true } : {}),
    ...(tracksMemory ? { memoryUse: true } : {}),
    ...(roofline === undefined ? {} : { roofline }),
    ...(remoteMemory === undefined ? {} : { remoteMemory }),
  };
}
