import { defineTrainingLoop } from "@astra-ts/core";
import { backwardWithExchange, forwardPass } from "./parts.js";
import { modelGroupScope } from "./scopes.js";

/** Megatron style: the layer is cut up within a group, and both activations and input gradients are exchanged before the next layer. */
export const hybridTransformer = defineTrainingLoop({
  name: "HYBRID_TRANSFORMER",
  description: "Model parallel within groups of NPUs, data parallel between groups",
  parameters: ["modelParallelGroup"],
  scope: modelGroupScope,
  *run(context) {
    const { layers, step } = context;
    yield* forwardPass(context);
    for (const layer of layers.toReversed()) yield* backwardWithExchange(layer, step);
  },
});
