import type { GpuEfficiencies } from "./efficiencies.js";

/** Fitted to measured times of an NVIDIA H100 (SXM, 80 GB) by `npm run fit:h100`; do not edit. */
export const h100Efficiencies: GpuEfficiencies = {
  steps: {
    gap: 1984,
    relief: 1.169,
  },
  products: {
    fp16: {
      efficiency: 0.848,
      operands: 108.8,
    },
    tf32: {
      efficiency: 0.6908,
      operands: 77.86,
    },
    fp8: {
      efficiency: 0.6724,
      operands: 121.3,
    },
    sustained: 0.7431,
    start: 2256,
    tile: 191.5,
    fill: 217.2,
    memory: 0.7943,
    unaligned: 0.9038,
    split: 1.675,
    splitStart: 2575,
    overlap: 9.269,
  },
  memory: {
    bandwidth: 0.8721,
    cached: 0.0629,
  },
  streams: {
    start: 1438,
    slow: 0.6882,
    slowStart: 912.5,
    update: 0.8553,
    updateStart: 23490,
  },
  rows: {
    start: 2317,
    element: 0.3664,
    layerRow: 140.7,
    backwardRow: 504.7,
    batch: 0.4288,
    softmaxStart: 4384,
    softmaxRow: 53.82,
    registerRow: 3215,
  },
  attention: {
    start: 3809,
    product: 0.9339,
    score: 0.02781,
    tile: 2035,
    backwardStart: 13050,
    backwardProduct: 0.5996,
    backwardScore: 0.02302,
    backwardTile: 13960,
  },
  host: {
    launch: 9817,
    optimizer: 71360,
    gradient: 49510,
    gradientKernel: 15640,
  },
  convolutions: {
    vector: 0.5408,
    cached: 0.124,
    start: 262.8,
    stridedStart: 9599,
  },
};
