import {
  type CollectiveRequest,
  type CollectiveScope,
  type LayerWorkload,
  passKinds,
  type TrainingLoop,
} from "@astra-ts/core";
import type { ModelGroupPlacement } from "./model-group.js";

/** The collective of each pass of each layer, as `passIndex` numbers them, or undefined where there is nothing to send. */
export function collectiveRequests(
  workload: LayerWorkload,
  loop: TrainingLoop,
  placement: ModelGroupPlacement,
): (CollectiveRequest | undefined)[] {
  return workload.layers.flatMap((layer, index) =>
    passKinds.map((pass) => {
      const scope = loop.scope?.(layer, index, pass) ?? "all";
      const { communication, bytes } = layer[pass];
      if (communication === null || bytes === 0) return undefined;
      return {
        kind: communication,
        bytes,
        dimensions: dimensionsOf(scope, placement),
        priority: "policy" as const,
      };
    }),
  );
}

function dimensionsOf(
  scope: CollectiveScope,
  { dimensions, modelDimensions }: ModelGroupPlacement,
): readonly boolean[] {
  const includes: Record<CollectiveScope, (index: number) => boolean> = {
    all: () => true,
    none: () => false,
    first: (index) => index === 0,
    others: (index) => index > 0,
    model: (index) => index < modelDimensions,
    data: (index) => index >= modelDimensions,
  };
  return dimensions.map((_, index) => includes[scope](index));
}
