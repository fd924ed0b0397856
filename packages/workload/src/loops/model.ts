import { defineTrainingLoop } from "@astra-ts/core";
import { backwardPass, forwardPass } from "./parts.js";
import { modelParallelScope } from "./scopes.js";

export const model = defineTrainingLoop({
  name: "MODEL",
  description: "Model parallel over all dimensions: activations and input gradients are exchanged",
  scope: modelParallelScope,
  *run(context) {
    yield* forwardPass(context);
    yield* backwardPass(context, false);
  },
});
