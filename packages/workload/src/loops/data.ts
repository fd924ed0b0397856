import { defineTrainingLoop } from "@astra-ts/core";
import { dataParallelScope } from "./scopes.js";

/** Data parallelism: weight gradients are reduced while earlier layers still compute, and the next forward pass of a layer waits for its own. */
export const data = defineTrainingLoop({
  name: "DATA",
  description: "Data parallel: weight gradient, then input gradient, layer by layer",
  scope: dataParallelScope,
  *run({ layers, step }) {
    for (const layer of layers) {
      yield layer.weightGradient.settled();
      yield layer.forward.compute();
      yield step();
    }
    for (const layer of layers.toReversed()) {
      yield layer.weightGradient.compute();
      yield layer.weightGradient.issue();
      yield step();
      if (layer.index > 0) {
        yield layer.inputGradient.compute();
        yield step();
      }
    }
  },
});
