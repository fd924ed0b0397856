import type { TransformerModel } from "../models/transformer-model.js";

const common = {
  family: "transformer",
  keyValueHeads: 8,
  headDimension: 128,
  gated: true,
  biases: false,
  positions: "rotary",
  normalisation: "rms",
  tiedEmbedding: false,
  dropout: false,
  experts: { count: 8, perToken: 2 },
} as const;

/** Mixtures of experts in the manner of Mixtral: every feed-forward network is eight experts, of which each token uses two. */
export const mixtral: readonly TransformerModel[] = [
  {
    ...common,
    name: "mixtral-8x7b",
    source: "Jiang et al., Mixtral of Experts, arXiv:2401.04088, table 1",
    layers: 32,
    hidden: 4096,
    heads: 32,
    feedForward: 14336,
    vocabulary: 32000,
    context: 32768,
    published: {
      parameters: 46.7e9,
      activeParameters: 12.9e9,
      source:
        "Mistral AI, Mixtral of experts (announcement, 11 December 2023): 46.7B in total, 12.9B per token",
    },
  },
  {
    ...common,
    name: "mixtral-8x22b",
    source: "Mistral AI, Mixtral-8x22B-v0.1 (config.json of the released weights)",
    layers: 56,
    hidden: 6144,
    heads: 48,
    feedForward: 16384,
    vocabulary: 32000,
    context: 65536,
    published: {
      parameters: 141e9,
      activeParameters: 39e9,
      source:
        "Mistral AI, Cheaper, Better, Faster, Stronger (announcement, 17 April 2024): 39B active of 141B",
    },
  },
];
