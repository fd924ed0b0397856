import { defineTrainingLoop } from "@astra-ts/core";
import { dataParallelScope } from "./scopes.js";

/** One collective, as often as there are passes, all of them issued at time 0. Compute and other layers are ignored. */
export const micro = defineTrainingLoop({
  name: "MICRO",
  description: "Only the first layer's weight-gradient collective, once per pass, all at time 0",
  scope: dataParallelScope,
  *run({ layers }) {
    yield layers[0].weightGradient.issue();
  },
});
