import type { TransformerModel } from "../models/transformer-model.js";

const common = {
  family: "transformer",
  keyValueHeads: 4,
  headDimension: 128,
  gated: true,
  biases: false,
  positions: "rotary",
  normalisation: "rms",
  tiedEmbedding: false,
  dropout: false,
  vocabulary: 151936,
  context: 4096,
  experts: { count: 128, perToken: 8 },
} as const;

const report = "Yang et al., Qwen3 Technical Report, arXiv:2505.09388, tables 1 and 2";

/** Qwen3's mixtures of 128 experts. Sequences are 4,096 tokens long in the first stages of training; widths stand in the config.json of the released weights. */
export const qwen: readonly TransformerModel[] = [
  {
    ...common,
    name: "qwen3-30b-a3b",
    source: `${report}; widths from config.json of Qwen3-30B-A3B`,
    layers: 48,
    hidden: 2048,
    heads: 32,
    feedForward: 768,
    published: { parameters: 30.5e9, activeParameters: 3.3e9, source: "Qwen, model card of Qwen3-30B-A3B" },
  },
  {
    ...common,
    name: "qwen3-235b-a22b",
    source: `${report}; widths from config.json of Qwen3-235B-A22B`,
    layers: 94,
    hidden: 4096,
    heads: 64,
    feedForward: 1536,
    published: { parameters: 235e9, activeParameters: 22e9, source: "Qwen, model card of Qwen3-235B-A22B" },
  },
];
