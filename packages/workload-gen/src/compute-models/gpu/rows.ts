import type {
  CrossEntropyOperation,
  NormalisationOperation,
  ReductionOperation,
  SoftmaxOperation,
} from "@astra-ts/core";
import type { GpuDevice } from "./device.js";
import type { GpuEfficiencies } from "./efficiencies.js";
import { memoryTime } from "./memory.js";

type Sized<Operation> = Operation & { readonly bytesPerElement: number };

/** Widest row that a normalisation reads once; it reads wider ones again for the result. */
const widestReadOnce = 6144;
/** Widest rows of a softmax that one warp holds, and that the registers of a block of threads hold. */
const warpWidth = 1024;
const registerWidth = 9216;

/** Time of a normalisation, forward or backward, ns. */
export function normalisationTime(
  operation: Sized<NormalisationOperation>,
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
): number {
  const { rows, width, bytesPerElement, form = "layer", pass = "forward" } = operation;
  const { rows: fitted } = efficiencies;
  const memory = (tensors: number) =>
    memoryTime(tensors * rows * width * bytesPerElement, device, efficiencies);
  const inTurn = (row: number) => (rows * row) / device.processors;
  // Along columns, a first kernel sums up and a second one reads everything again.
  if (form === "batch") return 2 * fitted.start + memory(pass === "forward" ? 3 : 5) / fitted.batch;
  const again = width > widestReadOnce;
  if (pass === "backward") {
    // One kernel for the inputs' gradient (two tensors read, one written), another for those of scale and shift (two read).
    return 2 * fitted.start + memory(again ? 7 : 5) + inTurn(fitted.backwardRow);
  }
  const inRows = form === "layer" ? inTurn(fitted.layerRow) : 0;
  return fitted.start + memory(again ? 3 : 2) + inRows + fitted.element * width;
}

/**
 * Time of a softmax, ns. A row lives in a warp, in the registers of a block of threads, or in scratch memory, by its width. The wider the row in registers, the fewer
 * blocks find room at a time.
 */
export function softmaxTime(
  { rows, width, bytesPerElement }: Sized<SoftmaxOperation>,
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
): number {
  const { softmaxStart, softmaxRow, registerRow } = efficiencies.rows;
  const memory = (tensors: number) =>
    memoryTime(tensors * rows * width * bytesPerElement, device, efficiencies);
  if (width > registerWidth) return softmaxStart + memory(3);
  const row = width > warpWidth ? registerRow * (width / registerWidth) ** 1.5 : softmaxRow;
  return softmaxStart + memory(2) + (rows * row) / device.processors;
}

/** Time of a cross entropy, ns. Forward it is the logarithm of a softmax; a row is read twice, and a third time where a processor's scratch memory does not hold it. */
export function crossEntropyTime(
  { rows, width, bytesPerElement, pass }: Sized<CrossEntropyOperation>,
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
): number {
  const fits = width * bytesPerElement <= device.sharedMemory;
  const tensors = pass === "forward" && fits ? 3 : 4;
  const memory = memoryTime(tensors * rows * width * bytesPerElement, device, efficiencies);
  return efficiencies.rows.softmaxStart + memory;
}

/** Time of sums of columns, ns. */
export function reductionTime(
  { rows, width, bytesPerElement }: Sized<ReductionOperation>,
  device: GpuDevice,
  efficiencies: GpuEfficiencies,
): number {
  return efficiencies.rows.start + memoryTime((rows + 1) * width * bytesPerElement, device, efficiencies);
}
