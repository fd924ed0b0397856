import { defineTrainingLoop } from "@astra-ts/core";
import { forwardPass } from "./parts.js";
import { modelParallelScope } from "./scopes.js";

export const distributedInference = defineTrainingLoop({
  name: "DISTRIBUTED_INFERENCE",
  description: "Forward passes of a model-parallel model, one after the other",
  scope: modelParallelScope,
  run: forwardPass,
});
