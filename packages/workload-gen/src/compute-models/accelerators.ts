/** Published peak figures of an accelerator, as options of the roofline model. */
export interface Accelerator {
  readonly name: string;
  /** Dense peak in a 16-bit type. */
  readonly peakFlops: string;
  /** Peak in 32-bit arithmetic outside the matrix units. */
  readonly vectorFlops: string;
  readonly memoryBandwidth: string;
  /** Bytes. */
  readonly memory: number;
  readonly source: string;
}

/** Accelerators by name. */
export const accelerators: readonly Accelerator[] = [
  {
    name: "v100",
    peakFlops: "125TFLOP/s",
    vectorFlops: "15.7TFLOP/s",
    memoryBandwidth: "900GB/s",
    memory: 32e9,
    source: "NVIDIA V100 Tensor Core GPU data sheet (SXM2, 32 GB), 2020",
  },
  {
    name: "a100",
    peakFlops: "312TFLOP/s",
    vectorFlops: "19.5TFLOP/s",
    memoryBandwidth: "2039GB/s",
    memory: 80e9,
    source: "NVIDIA A100 Tensor Core GPU data sheet (SXM, 80 GB), 2021",
  },
  {
    name: "h100",
    peakFlops: "989.4TFLOP/s",
    vectorFlops: "66.9TFLOP/s",
    memoryBandwidth: "3350GB/s",
    memory: 80e9,
    source: "NVIDIA H100 Tensor Core GPU Architecture white paper (SXM5, dense), 2022",
  },
  {
    name: "tpu-v4",
    peakFlops: "275TFLOP/s",
    vectorFlops: "4.3TFLOP/s",
    memoryBandwidth: "1200GB/s",
    memory: 32e9,
    source:
      "Jouppi et al., TPU v4, ISCA 2023, table 4 (vector rate: 128 lanes x 8 sublanes x 2 cores x 2 at 1.05 GHz)",
  },
];
