import { defineTrainingLoop } from "@astra-ts/core";
import { backwardPass, forwardPass } from "./parts.js";
import { dataInnermostScope } from "./scopes.js";

export const hybridModelData = defineTrainingLoop({
  name: "HYBRID_MODEL_DATA",
  description: "Data parallel along dimension 0, model parallel along the others",
  scope: dataInnermostScope,
  *run(context) {
    yield* forwardPass(context);
    yield* backwardPass(context, true);
  },
});
