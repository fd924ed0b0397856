import type { LoopCommand, LoopContext, LoopLayer } from "@astra-ts/core";

/** Forward pass of one layer whose activations are exchanged before the next layer can start. */
export function* forwardWithExchange(layer: LoopLayer): Iterable<LoopCommand> {
  yield layer.weightGradient.settled();
  yield layer.forward.compute();
  yield layer.forward.issueAndWait();
}

/** Forward pass over all layers, each of which exchanges its activations. */
export function* forwardPass({ layers, step }: LoopContext): Iterable<LoopCommand> {
  for (const layer of layers) {
    yield* forwardWithExchange(layer);
    yield step();
  }
}

/** Backward pass of one layer whose input gradients are exchanged before the next layer can start. */
export function* backwardWithExchange(layer: LoopLayer, step: LoopContext["step"]): Iterable<LoopCommand> {
  yield layer.inputGradient.compute();
  yield layer.inputGradient.issueAndWait();
  yield step();
  yield layer.weightGradient.compute();
  yield layer.weightGradient.issue();
  yield layer.inputGradient.settled();
  yield step();
}

/** Backward pass with the exchange of input gradients hidden behind the weight gradient of the same layer. */
export function* backwardPass(
  { layers, step }: LoopContext,
  exchangesWeightGradients: boolean,
): Iterable<LoopCommand> {
  for (const layer of layers.toReversed()) {
    yield layer.inputGradient.compute();
    if (layer.index > 0) yield layer.inputGradient.issue();
    yield step();
    yield layer.weightGradient.compute();
    if (exchangesWeightGradients) yield layer.weightGradient.issue();
    yield layer.inputGradient.settled();
    yield step();
  }
}
