import type { Machine } from "./machine.js";

/** Machines by name. */
export const machines: readonly Machine[] = [
  {
    name: "dgx-1-v100",
    gpu: "v100",
    gpusPerNode: 8,
    nodeBandwidth: [23, 23, 37, 37, 37, 46, 46, 133],
    networkBandwidth: 50,
    source:
      "NVIDIA DGX-1 (V100) system architecture, 2017: 4 x 100 Gb/s; rings within a node as vTrain measured them",
  },
  {
    name: "dgx-a100",
    gpu: "a100",
    gpusPerNode: 8,
    nodeBandwidth: [200, 197, 212, 222, 224, 227, 228, 230],
    networkBandwidth: 200,
    source: "NVIDIA DGX A100 data sheet: 8 x 200 Gb/s; rings within a node as vTrain measured them",
  },
  {
    name: "dgx-h100",
    gpu: "h100",
    gpusPerNode: 8,
    nodeBandwidth: [360, 360, 363, 363, 400, 435, 450, 480],
    networkBandwidth: 400,
    source: "NVIDIA DGX H100 data sheet: 8 x 400 Gb/s; all-reduce with NVLink SHARP as nccl-tests printed it",
  },
];
