import { defineTrainingLoop } from "@astra-ts/core";
import { forwardPass } from "./parts.js";
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
    for (const layer of layers.toReversed()) {
      yield layer.inputGradient.compute();
      yield layer.inputGradient.issueAndWait();
      yield step();
      yield layer.weightGradient.compute();
      yield layer.weightGradient.issue();
      yield layer.inputGradient.settled();
      yield step();
    }
  },
});
