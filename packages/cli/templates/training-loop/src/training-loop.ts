import { defineTrainingLoop } from "@astra-ts/core";

/** Data parallelism that exchanges all weight gradients at the end of the backward pass. */
export const trainingLoop = defineTrainingLoop({
  name: "PLUGIN_NAME",
  description: "Data parallel, weight gradients exchanged after the backward pass",
  scope: (_layer, _index, pass) => (pass === "weightGradient" ? "all" : "none"),
  *run({ layers, step }) {
    for (const layer of layers) {
      yield layer.weightGradient.settled();
      yield layer.forward.compute();
      yield step();
    }
    for (const layer of layers.toReversed()) {
      yield layer.inputGradient.compute();
      yield layer.weightGradient.compute();
      yield step();
    }
    for (const layer of layers) yield layer.weightGradient.issue();
  },
});
