import type { Published } from "./transformer-model.js";

/** A deep learning recommendation model: embedding tables for categories, a bottom network for numbers, pairwise interaction, a top network. */
export interface RecommendationModel {
  readonly family: "recommendation";
  readonly name: string;
  /** Where the hyper-parameters come from. */
  readonly source: string;
  /** Rows of each embedding table. */
  readonly tables: readonly number[];
  /** Look-ups per table and sample. */
  readonly lookups: number;
  readonly embeddingDimension: number;
  /** Widths of the bottom network, inputs first; the last is the embedding dimension. */
  readonly bottom: readonly number[];
  /** Widths of the top network behind the interaction's outputs. */
  readonly top: readonly number[];
  readonly published?: Published;
}

/** Outputs of the interaction: the dot product of every pair of vectors, and the bottom network's vector itself. */
export function interactionOutputs({ tables, embeddingDimension }: RecommendationModel): number {
  const vectors = tables.length + 1;
  return (vectors * (vectors - 1)) / 2 + embeddingDimension;
}
