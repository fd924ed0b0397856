import { z } from "zod";
import { flopRate, memoryBandwidth } from "../../quantities/rates.js";

/** What a GPU's data sheet says. Rates are dense, without sparsity. */
export const gpuDevice = z.strictObject({
  processors: z.number().int().min(1).describe("Streaming multiprocessors (compute units)."),
  peakFlops: z
    .strictObject({
      fp64: flopRate.optional(),
      tf32: flopRate.optional(),
      fp16: flopRate,
      fp8: flopRate.optional(),
      int8: flopRate.optional(),
    })
    .describe("Peak rates of products of matrices by data type; `fp16` stands for bf16 too."),
  vectorFlops: flopRate.describe("Peak rate of 32-bit arithmetic outside the matrix units."),
  memoryBandwidth: memoryBandwidth.describe("Of the GPU's memory."),
  cache: z.number().positive().describe("Second-level cache, bytes."),
  sharedMemory: z.number().positive().default(233_472).describe("Scratch memory of one processor, bytes."),
});

/** A GPU, checked. Rates in FLOP/ns, bandwidth in bytes/ns. */
export type GpuDevice = z.output<typeof gpuDevice>;
