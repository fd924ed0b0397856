import type { RecommendationModel } from "../models/recommendation-model.js";

const paper = "Naumov et al., Deep Learning Recommendation Model, arXiv:1906.00091";

/** Two DLRMs: the one of the paper's Criteo Kaggle benchmark, and MLPerf's on Criteo Terabyte (rows capped at 40 million). */
export const dlrm: readonly RecommendationModel[] = [
  {
    family: "recommendation",
    name: "dlrm-kaggle",
    source: `${paper}; bench/dlrm_s_criteo_kaggle.sh of its reference code`,
    tables: [
      1460, 583, 10131227, 2202608, 305, 24, 12517, 633, 3, 93145, 5683, 8351593, 3194, 27, 14992, 5461306,
      10, 5652, 2173, 4, 7046547, 18, 15, 286181, 105, 142572,
    ],
    lookups: 1,
    embeddingDimension: 16,
    bottom: [13, 512, 256, 64, 16],
    top: [512, 256, 1],
    published: {
      parameters: 5.4e8,
      source:
        "Shi et al., Compositional Embeddings, arXiv:1909.02107, section 5: about 5.4 x 10^8 parameters",
    },
  },
  {
    family: "recommendation",
    name: "dlrm-mlperf",
    source: `${paper}; MLPerf training benchmark, reference implementation of recommendation on Criteo Terabyte`,
    tables: [
      40000000, 39060, 17295, 7424, 20265, 3, 7122, 1543, 63, 40000000, 3067956, 405282, 10, 2209, 11938, 155,
      4, 976, 14, 40000000, 40000000, 40000000, 590152, 12973, 108, 36,
    ],
    lookups: 1,
    embeddingDimension: 128,
    bottom: [13, 512, 256, 128],
    top: [1024, 1024, 512, 256, 1],
  },
];
