import type { CollectiveKind } from "@astra-ts/core";
import type { SystemOptions } from "../options/system-options.js";

/** One phase of a chunk before it has a queue: what is done in which dimension. */
export interface PlannedPhase {
  readonly dimension: number;
  readonly kind: CollectiveKind;
}

/**
 * The phases of a chunk that visits `dimensions` in this order. All collectives do the same in each dimension, except an all-reduce with `localBWAware`: it scatters
 * its way in, reduces what is left in the last dimension, and gathers its way out, so that outer dimensions carry less. Themis (`scattersAll`) scatters in the last one too.
 */
export function phasesOf(
  kind: CollectiveKind,
  dimensions: readonly number[],
  optimization: SystemOptions["collectiveOptimization"],
  scattersAll: boolean,
): PlannedPhase[] {
  if (kind !== "all-reduce" || optimization === "baseline" || dimensions.length === 0)
    return dimensions.map((dimension) => ({ dimension, kind }));
  const scattered = scattersAll ? dimensions : dimensions.slice(0, -1);
  const last = scattersAll ? [] : dimensions.slice(-1);
  return [
    ...scattered.map((dimension): PlannedPhase => ({ dimension, kind: "reduce-scatter" })),
    ...last.map((dimension): PlannedPhase => ({ dimension, kind: "all-reduce" })),
    ...scattered.toReversed().map((dimension): PlannedPhase => ({ dimension, kind: "all-gather" })),
  ];
}
