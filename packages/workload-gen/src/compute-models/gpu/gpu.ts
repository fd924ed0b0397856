import { type ComputeModel, type Operation, operationDataType } from "@astra-ts/core";
import { z } from "zod";
import { checkedModel } from "../../options/checked-model.js";
import { attentionTime } from "./attention.js";
import { convolutionTime } from "./convolution.js";
import { type GpuDevice, gpuDevice } from "./device.js";
import { type GpuEfficiencies, gpuEfficiencies } from "./efficiencies.js";
import { productRates, productTime } from "./products.js";
import { crossEntropyTime, normalisationTime, reductionTime, softmaxTime } from "./rows.js";
import { elementWiseTime, embeddingTime, optimizerTime } from "./streams.js";

const options = z.strictObject({
  device: gpuDevice.describe("What the data sheet says."),
  efficiencies: gpuEfficiencies.describe(
    "How far kernels reach it: fitted figures, made by `astra-ts calibrate`.",
  ),
});

/** Options of the compute model `gpu`, checked. */
export type GpuOptions = z.output<typeof options>;

/** Kernels of a GPU: products by tiles and waves, attention, rows, streams; from the data sheet and a few figures fitted to measured times. */
export const gpu: ComputeModel<GpuOptions> = checkedModel({
  name: "gpu",
  description: "Kernels of a GPU: tiles and waves, memory, power and launches",
  options,
  create: (options) => ({
    peakFlops: options.device.peakFlops.fp16,
    time: (operation) => stepKernelTime(operation, options),
  }),
});

/** Time of one kernel of a training step, ns, with the gap before the next one. */
export function stepKernelTime(operation: Operation, { device, efficiencies }: GpuOptions): number {
  return kernelTime(operation, device, efficiencies, efficiencies.steps.relief) + efficiencies.steps.gap;
}

/** Time of one kernel, ns, as measured in a recorded graph of many equal ones. `relief` lifts the limit that power sets to products. */
export function kernelTime(
  operation: Operation,
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
  relief = 1,
): number {
  const rates = () => {
    const alone = productRates(operationDataType(operation), device, efficiencies);
    return { ...alone, sustained: Math.min(1, alone.sustained * relief) };
  };
  switch (operation.kind) {
    case "gemm": {
      const { m, n, k, batch = 1, bytesPerElement: bytes } = operation;
      // Results of 8-bit products are written in 16 bits.
      const shape = { m, n, k, batch, bytes, resultBytes: Math.max(bytes, 2) };
      return productTime(shape, rates(), device, efficiencies);
    }
    case "convolution":
      return convolutionTime(operation, rates(), device, efficiencies);
    case "attention":
      return operation.fused
        ? attentionTime(operation, rates().peak, device, efficiencies)
        : plainAttentionTime(operation, device, efficiencies, relief);
    case "element-wise":
      return elementWiseTime(operation, device, efficiencies);
    case "embedding":
      return embeddingTime(operation, device, efficiencies);
    case "optimizer":
      return optimizerTime(operation, device, efficiencies);
    case "normalisation":
      return normalisationTime(operation, device, efficiencies);
    case "softmax":
      return softmaxTime(operation, device, efficiencies);
    case "cross-entropy":
      return crossEntropyTime(operation, device, efficiencies);
    case "reduction":
      return reductionTime(operation, device, efficiencies);
  }
}

/** Attention that writes its scores: two products, a softmax and, backward, their gradients, each a kernel of its own. */
function plainAttentionTime(
  operation: Operation & { readonly kind: "attention" },
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
  relief: number,
): number {
  const { batch, heads, queryLength, keyLength, headDimension, pass, bytesPerElement, dataType } = operation;
  const same = { bytesPerElement, dataType };
  const products = batch * heads;
  const scores: Operation = {
    kind: "gemm",
    m: queryLength,
    n: keyLength,
    k: headDimension,
    batch: products,
    ...same,
  };
  const values: Operation = {
    kind: "gemm",
    m: queryLength,
    n: headDimension,
    k: keyLength,
    batch: products,
    ...same,
  };
  const softmax: Operation = { kind: "softmax", rows: products * queryLength, width: keyLength, ...same };
  const kernels = pass === "forward" ? [scores, softmax, values] : [scores, values, softmax, values, scores];
  return kernels.reduce((sum, kernel) => sum + kernelTime(kernel, device, efficiencies, relief), 0);
}
