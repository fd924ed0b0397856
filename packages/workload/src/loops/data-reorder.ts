import { defineTrainingLoop } from "@astra-ts/core";
import { dataParallelScope } from "./scopes.js";

/** Exercise 4 of the tutorial: DATA with the input gradient of a layer before its weight gradient. */
export const dataReorder = defineTrainingLoop({
  name: "DATA_REORDER",
  description: "Data parallel: input gradient, then weight gradient, layer by layer",
  scope: dataParallelScope,
  *run({ layers, step }) {
    for (const layer of layers) {
      yield layer.weightGradient.settled();
      yield layer.forward.compute();
      yield step();
    }
    for (const layer of layers.toReversed()) {
      // The first layer has no input to derive by, but the original enters the backward pass at the last layer's input gradient whichever layer that is.
      if (layer.index > 0 || layers.length === 1) {
        yield layer.inputGradient.compute();
        yield step();
      }
      yield layer.weightGradient.compute();
      yield layer.weightGradient.issue();
      yield step();
    }
  },
});
