import { AstraError, defineTrainingLoop, type LoopLayer } from "@astra-ts/core";
import { backwardWithExchange, forwardPass, forwardWithExchange } from "./parts.js";
import { modelGroupScope } from "./scopes.js";

/**
 * HYBRID_TRANSFORMER that keeps the activations of the checkpoint layers only: before the input gradient of an initiating layer, the forward pass from the
 * last checkpoint up to it is repeated.
 */
export const hybridTransformerFwdInBckwd = defineTrainingLoop({
  name: "HYBRID_TRANSFORMER_FWD_IN_BCKWD",
  description:
    "HYBRID_TRANSFORMER with activation checkpoints: the forward pass is repeated in the backward pass",
  parameters: ["modelParallelGroup", "checkpoints"],
  scope: modelGroupScope,
  *run(context) {
    const { layers, step } = context;
    yield* forwardPass(context);
    let index = layers.length - 1;
    let repeated = false;
    while (index >= 0) {
      const layer = layers[index];
      if (layer.startsRecompute && !repeated) {
        repeated = true;
        index = checkpointBefore(layers, layer);
        yield step();
        do {
          yield* forwardWithExchange(layers[index]);
          yield step();
          index++;
        } while (!layers[index].startsRecompute);
      } else {
        repeated = false;
        yield* backwardWithExchange(layer, step);
        index--;
      }
    }
  },
});

function checkpointBefore(layers: readonly LoopLayer[], initiator: LoopLayer): number {
  const checkpoint = layers.findLastIndex(
    ({ index, isCheckpoint }) => isCheckpoint && index <= initiator.index,
  );
  if (checkpoint === -1 || checkpoint === initiator.index) {
    throw new AstraError("INVALID_VALUE", {
      problem: `layer ${initiator.index} (${initiator.name}) repeats the forward pass in the backward pass, but ${checkpoint === -1 ? "no checkpoint lies before it" : "it is a checkpoint itself"}`,
      field: "checkpoints",
      found: layers.filter(({ isCheckpoint }) => isCheckpoint).map(({ index }) => index),
      expected: `the index of a layer before ${initiator.index}`,
    });
  }
  return checkpoint;
}
