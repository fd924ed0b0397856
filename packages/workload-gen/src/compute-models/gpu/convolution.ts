import { type ConvolutionOperation, convolutionOutput } from "@astra-ts/core";
import type { GpuDevice } from "./device.js";
import type { GpuEfficiencies } from "./efficiencies.js";
import { memoryTime } from "./memory.js";
import { type ProductRates, productTime } from "./products.js";

/** Channels come to the matrix units in groups; a convolution of any other number of channels, such as the first one of a network, goes to the vector units. */
const channelGroup = 8;

/**
 * Time of a convolution or of one of its gradients, ns: the product that it is lowered to, by kernels that never write the lowered matrix. The gradient of inputs is itself a
 * convolution, over the positions of the input; with a stride it falls into several, one for each offset.
 */
export function convolutionTime(
  operation: ConvolutionOperation & { readonly bytesPerElement: number },
  rates: ProductRates,
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
): number {
  const {
    batch = 1,
    input,
    filter,
    channels,
    filters,
    stride,
    pass = "forward",
    bytesPerElement: bytes,
  } = operation;
  const { convolutions: fitted, memory } = efficiencies;
  const side = convolutionOutput(operation);
  const window = filter * filter;
  const positions = batch * side * side;
  const shapes = {
    forward: { m: positions, n: filters, k: window * channels },
    "input-gradient": { m: batch * input * input, n: channels, k: (window * filters) / stride ** 2 },
    "weight-gradient": { m: filters, n: window * channels, k: positions },
  };
  // With a stride longer than the filter, parts of the input are never looked at.
  const looked = Math.min(input, side * filter);
  const elements =
    batch * channels * (pass === "input-gradient" ? input : looked) ** 2 +
    window * channels * filters +
    positions * filters;
  const warm = { ...efficiencies, memory: { ...memory, cached: fitted.cached } };
  const bytesTime = memoryTime(elements * bytes, device, warm);
  const strided = pass === "input-gradient" && stride > 1 ? fitted.stridedStart : 0;
  if (channels % channelGroup !== 0 || filters % channelGroup !== 0) {
    const flops = 2 * positions * window * channels * filters;
    return fitted.start + strided + bytesTime + flops / (device.vectorFlops * fitted.vector);
  }
  const shape = { ...shapes[pass], batch: 1, bytes, resultBytes: bytes, memoryTime: bytesTime };
  return fitted.start + strided + productTime(shape, rates, device, efficiencies);
}
