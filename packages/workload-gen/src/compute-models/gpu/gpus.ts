import type { GpuDevice } from "./device.js";
import type { GpuEfficiencies } from "./efficiencies.js";
import type { GpuOptions } from "./gpu.js";
import { h100Efficiencies } from "./h100-efficiencies.js";

/** A GPU by name: its data sheet, and figures fitted to measured times. */
export interface Gpu extends GpuOptions {
  readonly name: string;
  /** Where the data sheet's figures come from. */
  readonly source: string;
  /** GPU whose measured times the figures were fitted to. */
  readonly fittedOn: string;
}

const hopper: Omit<GpuDevice, "memoryBandwidth"> = {
  processors: 132,
  peakFlops: { fp64: 66_900, tf32: 494_700, fp16: 989_400, fp8: 1_978_900, int8: 1_978_900 },
  vectorFlops: 66_900,
  cache: 50 * 2 ** 20,
  sharedMemory: 228 * 2 ** 10,
};

function like(
  name: string,
  source: string,
  device: GpuDevice,
  efficiencies: GpuEfficiencies = h100Efficiencies,
): Gpu {
  return { name, source, device, efficiencies, fittedOn: "h100" };
}

/** GPUs by name. Only the H100 was measured; the others have its efficiencies with their own data sheets. */
export const gpus: readonly Gpu[] = [
  like("v100", "NVIDIA Tesla V100 GPU Architecture white paper (SXM2), 2017", {
    processors: 80,
    peakFlops: { fp64: 7_800, fp16: 125_000 },
    vectorFlops: 15_700,
    memoryBandwidth: 900,
    cache: 6 * 2 ** 20,
    sharedMemory: 96 * 2 ** 10,
  }),
  like("a100-40gb", "NVIDIA A100 Tensor Core GPU Architecture white paper (SXM, 40 GB), 2020", {
    processors: 108,
    peakFlops: { fp64: 19_500, tf32: 156_000, fp16: 312_000, int8: 624_000 },
    vectorFlops: 19_500,
    memoryBandwidth: 1_555,
    cache: 40 * 2 ** 20,
    sharedMemory: 164 * 2 ** 10,
  }),
  like("a100", "NVIDIA A100 Tensor Core GPU Architecture white paper, 2020; data sheet (SXM, 80 GB), 2021", {
    processors: 108,
    peakFlops: { fp64: 19_500, tf32: 156_000, fp16: 312_000, int8: 624_000 },
    vectorFlops: 19_500,
    memoryBandwidth: 2_039,
    cache: 40 * 2 ** 20,
    sharedMemory: 164 * 2 ** 10,
  }),
  like("h100", "NVIDIA H100 Tensor Core GPU Architecture white paper (SXM5, dense), 2022", {
    ...hopper,
    memoryBandwidth: 3_350,
  }),
  like("gh200", "NVIDIA GH200 Grace Hopper Superchip data sheet (96 GB HBM3), 2023", {
    ...hopper,
    memoryBandwidth: 4_000,
  }),
  like("h200", "NVIDIA H200 Tensor Core GPU data sheet (SXM), 2024", { ...hopper, memoryBandwidth: 4_800 }),
];
