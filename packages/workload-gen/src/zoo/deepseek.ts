import type { TransformerModel } from "../models/transformer-model.js";

/** DeepSeek's model of many small experts. The module that predicts a second token while training is left out, as the published count leaves it out. */
export const deepseek: readonly TransformerModel[] = [
  {
    family: "transformer",
    name: "deepseek-v3",
    source: "DeepSeek-AI, DeepSeek-V3 Technical Report, arXiv:2412.19437, section 4.2",
    layers: 61,
    hidden: 7168,
    heads: 128,
    keyValueHeads: 128,
    headDimension: 128,
    feedForward: 2048,
    gated: true,
    biases: false,
    positions: "rotary",
    normalisation: "rms",
    tiedEmbedding: false,
    dropout: false,
    vocabulary: 129280,
    context: 4096,
    experts: { count: 256, perToken: 8, shared: 1, denseBlocks: { count: 3, feedForward: 18432 } },
    latentAttention: { queryRank: 1536, keyValueRank: 512, rotaryDimension: 64, valueDimension: 128 },
    published: {
      parameters: 671e9,
      activeParameters: 37e9,
      source: "DeepSeek-AI, DeepSeek-V3 Technical Report, arXiv:2412.19437, abstract",
    },
  },
];
