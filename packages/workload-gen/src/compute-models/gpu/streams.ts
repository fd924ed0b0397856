import type { ElementWiseOperation, EmbeddingOperation, OptimizerOperation } from "@astra-ts/core";
import type { GpuDevice } from "./device.js";
import type { GpuEfficiencies } from "./efficiencies.js";
import { memoryTime } from "./memory.js";

/** Functions whose usual kernels do not read and write as fast as others: they convert types, or draw random numbers. */
const slowFunctions = new Set(["cast", "dropout"]);

/** Time of a kernel that goes over its elements once, ns. */
export function elementWiseTime(
  operation: ElementWiseOperation & { readonly bytesPerElement: number },
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
): number {
  const { elements, inputs, bytesPerElement, outputBytes = bytesPerElement } = operation;
  const { streams } = efficiencies;
  const memory = memoryTime(elements * (inputs * bytesPerElement + outputBytes), device, efficiencies);
  return slowFunctions.has(operation.function ?? "")
    ? streams.start + streams.slowStart + memory / streams.slow
    : streams.start + memory;
}

/** Time of looking up rows of a table, ns. */
export function embeddingTime(
  { lookups, width, bytesPerElement }: EmbeddingOperation & { readonly bytesPerElement: number },
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
): number {
  return efficiencies.streams.start + memoryTime(2 * lookups * width * bytesPerElement, device, efficiencies);
}

/** Time of an update of parameters, ns: by bytes, or by the arithmetic of each parameter. */
export function optimizerTime(
  { parameters, bytesRead, bytesWritten }: OptimizerOperation,
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
): number {
  const { update, updateStart } = efficiencies.streams;
  const memory = memoryTime(parameters * (bytesRead + bytesWritten), device, efficiencies);
  return updateStart + Math.max(memory, parameters / (update * device.processors));
}
