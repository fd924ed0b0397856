import { defineTrainingLoop } from "@astra-ts/core";
import { backwardPass, forwardPass } from "./parts.js";
import { modelInnermostScope } from "./scopes.js";

export const hybridDataModel = defineTrainingLoop({
  name: "HYBRID_DATA_MODEL",
  description: "Model parallel along dimension 0, data parallel along the others",
  scope: modelInnermostScope,
  *run(context) {
    yield* forwardPass(context);
    yield* backwardPass(context, true);
  },
});
