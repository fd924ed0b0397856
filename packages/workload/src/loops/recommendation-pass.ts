import type { LoopCommand, LoopContext } from "@astra-ts/core";

/**
 * A recommendation model: the looked-up embeddings (layer 0) travel all-to-all, ahead of everything else, while the bottom layers compute; the last bottom
 * layer waits for them. On the way back their gradients leave when the top layers are done.
 */
export function* recommendationPass(
  { layers, lastBottomLayer, step }: LoopContext,
  waitsForInputGradients: boolean,
): Iterable<LoopCommand> {
  const embedding = layers[0];
  for (const layer of layers) {
    yield layer.weightGradient.settled();
    yield layer.forward.compute();
    if (layer.forward.communication === "all-to-all") yield layer.forward.issue({ priority: "highest" });
    else if (layer.index === lastBottomLayer) yield embedding.forward.settled();
    yield step();
  }
  for (const layer of layers.toReversed()) {
    yield layer.weightGradient.compute();
    yield layer.weightGradient.issue();
    if (waitsForInputGradients) yield layer.inputGradient.settled();
    yield step();
    if (layer.index > 0) {
      yield layer.inputGradient.compute();
      if (layer.index === lastBottomLayer + 1) yield embedding.inputGradient.issue({ priority: "highest" });
      yield step();
    }
  }
}
