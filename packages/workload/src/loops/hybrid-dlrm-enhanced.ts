import { defineTrainingLoop } from "@astra-ts/core";
import { recommendationPass } from "./recommendation-pass.js";
import { recommendationScope } from "./scopes.js";

export const hybridDlrmEnhanced = defineTrainingLoop({
  name: "HYBRID_DLRM_ENHANCED",
  description: "HYBRID_DLRM without a wait for the embeddings' gradients at the end of a pass",
  parameters: ["lastBottomLayer"],
  scope: recommendationScope,
  run: (context) => recommendationPass(context, false),
});
