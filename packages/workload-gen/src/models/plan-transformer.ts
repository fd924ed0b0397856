import type { Plan, PlannedLayer } from "../plan/planned-layer.js";
import { attentionLayer } from "./attention-layer.js";
import { embeddingLayer, headLayer } from "./embedding-layers.js";
import { expertsLayer } from "./experts-layer.js";
import { feedForwardLayer } from "./feed-forward-layer.js";
import {
  type TransformerRequest,
  type TransformerSizes,
  transformerSizes,
  withFeedForward,
} from "./transformer-sizes.js";

/** Spreads a transformer over NPUs: embedding, blocks of attention and feed-forward network (or experts), head. */
export function planTransformer(request: TransformerRequest): Plan {
  const sizes = transformerSizes(request);
  const { model, parallelism, tokens, ownTokens, vocabulary, bytesPerElement } = sizes;
  const layers: PlannedLayer[] = [embeddingLayer(sizes)];
  for (let block = 0; block < model.layers; block++) {
    layers.push(attentionLayer(sizes, block));
    layers.push(secondHalf(sizes, block));
  }
  layers.push(headLayer(sizes));

  const warnings: string[] = [];
  if (vocabulary * parallelism.tensor !== model.vocabulary && parallelism.tensor > 1) {
    warnings.push(
      `the vocabulary of ${model.vocabulary} is padded to ${vocabulary * parallelism.tensor}, a multiple of 128 x tensor degree ${parallelism.tensor}`,
    );
  }
  const boundary = ownTokens * model.hidden * bytesPerElement;
  return {
    layers,
    boundaryBytes: boundary,
    blockInputBytes: boundary,
    sharedEmbedding: model.tiedEmbedding && parallelism.pipeline > 1 ? vocabulary * model.hidden : 0,
    itemsPerMicrobatch: tokens,
    warnings,
  };
}

/** What follows the attention of a block. */
function secondHalf(sizes: TransformerSizes, block: number): PlannedLayer {
  const { experts } = sizes.model;
  if (experts === undefined) return feedForwardLayer(sizes, block);
  const { count = 0, feedForward = 0 } = experts.denseBlocks ?? {};
  return block < count
    ? feedForwardLayer(withFeedForward(sizes, feedForward), block)
    : expertsLayer(sizes, block);
}
