import { defineTrainingLoop } from "@astra-ts/core";
import { recommendationPass } from "./recommendation-pass.js";
import { recommendationScope } from "./scopes.js";

export const hybridDlrm = defineTrainingLoop({
  name: "HYBRID_DLRM",
  description: "Recommendation model: embeddings spread over all NPUs, data parallel layers",
  parameters: ["lastBottomLayer"],
  scope: recommendationScope,
  run: (context) => recommendationPass(context, true),
});
