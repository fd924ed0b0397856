/** Published peak figures of an accelerator, as options of the roofline model. */
export interface Accelerator {
  readonly name: string;
  /** Dense peak in a 16-bit type. */
  readonly peakFlops: string;
  /** Peak in 32-bit arithmetic outside the matrix units. */
  readonly vectorFlops: string;
  readonly memoryBandwidth: string;
  /** Bytes. Memory is made in powers of two: what data sheets call GB here are GiB, and drivers report as much or a little less. */
  readonly memory: number;
  readonly source: string;
}

const gibibyte = 2 ** 30;

/** Accelerators by name. */
export const accelerators: readonly Accelerator[] = [
  {
    name: "v100",
    peakFlops: "125TFLOP/s",
    vectorFlops: "15.7TFLOP/s",
    memoryBandwidth: "900GB/s",
    memory: 32 * gibibyte,
    source: "NVIDIA V100 Tensor Core GPU data sheet (SXM2, 32 GB), 2020",
  },
  {
    name: "a100",
    peakFlops: "312TFLOP/s",
    vectorFlops: "19.5TFLOP/s",
    memoryBandwidth: "2039GB/s",
    memory: 80 * gibibyte,
    source: "NVIDIA A100 Tensor Core GPU data sheet (SXM, 80 GB), 2021",
  },
  {
    name: "a100-40gb",
    peakFlops: "312TFLOP/s",
    vectorFlops: "19.5TFLOP/s",
    memoryBandwidth: "1555GB/s",
    memory: 40 * gibibyte,
    source: "NVIDIA A100 Tensor Core GPU Architecture white paper (SXM, 40 GB), 2020",
  },
  {
    name: "h100",
    peakFlops: "989.4TFLOP/s",
    vectorFlops: "66.9TFLOP/s",
    memoryBandwidth: "3350GB/s",
    memory: 80 * gibibyte,
    source: "NVIDIA H100 Tensor Core GPU Architecture white paper (SXM5, dense), 2022",
  },
  {
    name: "h200",
    peakFlops: "989.4TFLOP/s",
    vectorFlops: "66.9TFLOP/s",
    memoryBandwidth: "4800GB/s",
    memory: 141 * gibibyte,
    source: "NVIDIA H200 Tensor Core GPU data sheet (SXM, 141 GB), 2024; rates of the H100, whose die it has",
  },
  {
    name: "gh200",
    peakFlops: "989.4TFLOP/s",
    vectorFlops: "66.9TFLOP/s",
    memoryBandwidth: "4000GB/s",
    memory: 96 * gibibyte,
    source:
      "NVIDIA GH200 Grace Hopper Superchip data sheet (96 GB HBM3), 2023; rates of the H100, whose die it has",
  },
  {
    name: "b200",
    peakFlops: "2250TFLOP/s",
    vectorFlops: "80TFLOP/s",
    memoryBandwidth: "8000GB/s",
    memory: 180 * gibibyte,
    source:
      "NVIDIA Blackwell Architecture Technical Brief, 2024 (HGX B200, dense); memory: NVIDIA DGX B200 data sheet (1,440 GB, 64 TB/s for eight)",
  },
  {
    name: "mi300x",
    peakFlops: "1307.4TFLOP/s",
    vectorFlops: "163.4TFLOP/s",
    memoryBandwidth: "5300GB/s",
    memory: 192 * gibibyte,
    source: "AMD Instinct MI300X accelerator data sheet, 2023 (dense)",
  },
  {
    name: "tpu-v4",
    peakFlops: "275TFLOP/s",
    vectorFlops: "4.3TFLOP/s",
    memoryBandwidth: "1200GB/s",
    memory: 32 * gibibyte,
    source:
      "Jouppi et al., TPU v4, ISCA 2023, table 4 (vector rate: 128 lanes x 8 sublanes x 2 cores x 2 at 1.05 GHz)",
  },
  {
    name: "tpu-v5p",
    peakFlops: "459TFLOP/s",
    vectorFlops: "7.2TFLOP/s",
    memoryBandwidth: "2765GB/s",
    memory: 95 * gibibyte,
    source:
      "Google Cloud, TPU v5p documentation, 2024 (vector rate as for TPU v4, at 1.75 GHz: the clock at which 2 x 4 units of 128 x 128 reach the peak)",
  },
];
