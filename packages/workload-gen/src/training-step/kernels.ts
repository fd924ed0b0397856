import { type Operation, operationCost } from "@astra-ts/core";
import { stepKernelTime } from "../compute-models/gpu/gpu.js";
import type { TrainingStepRequest } from "./training-step-request.js";

/** Elements of a 16-bit operand that are turned into 8 bits: read once, written in two orders. */
const castBytes = { read: 2, written: 2 };

/** The kernels that software of this kind runs for an operation. */
export function kernelsOf(operation: Operation, request: TrainingStepRequest, inBlock: boolean): Operation[] {
  const { dataType, context, sequence } = request;
  if (operation.kind === "attention" && context > 1)
    return [{ ...operation, keyLength: sequence / 2, causal: false }];
  if (operation.kind === "attention" && !operation.fused && request.model.dropout) {
    const scores = operation.batch * operation.heads * operation.queryLength * operation.keyLength;
    return [operation, dropout(scores, operation.pass === "forward")];
  }
  if (operation.kind !== "gemm" || dataType !== "fp8" || !inBlock) return [operation];
  const cast: Operation = {
    kind: "element-wise",
    elements: operation.m * operation.k,
    inputs: 1,
    operations: 1,
    bytesPerElement: castBytes.read,
    outputBytes: castBytes.written,
  };
  return [cast, { ...operation, dataType: "fp8", bytesPerElement: 1 }];
}

/** Dropout of scores of attention: forward it writes a mask of one byte, backward it reads it. */
function dropout(elements: number, forward: boolean): Operation {
  return {
    kind: "element-wise",
    function: "dropout",
    elements,
    inputs: forward ? 1 : 1.5,
    operations: 2,
    bytesPerElement: 2,
    outputBytes: forward ? 3 : 2,
  };
}

/** Shares of the peak rate of products that earlier kernels of attention reach, forward and backward: Dao, arXiv:2307.08691, figures 4 to 6 (A100) and section 4.1 (H100). */
const attentionShares = {
  "flash-1": { a100: [0.36, 0.31], h100: [0.2, 0.17] },
  "flash-2": { a100: [0.62, 0.55], h100: [0.36, 0.31] },
} as const;

/** Time of one kernel with the gap before the next one, ns: by the GPU's figures, or for attention by the share of an earlier generation. */
export function trainingKernelTime(operation: Operation, { attention, gpu }: TrainingStepRequest): number {
  if (operation.kind !== "attention" || attention === "plain") return stepKernelTime(operation, gpu);
  const { device, efficiencies } = gpu;
  const shares = attention === "latest" ? "flash-2" : attention;
  const hopper = device.peakFlops.fp8 !== undefined;
  if (attention === "latest" && hopper) return stepKernelTime(operation, gpu);
  const [forward, backward] = attentionShares[shares][hopper ? "h100" : "a100"];
  const { flops } = operationCost(operation);
  return (
    flops / (device.peakFlops.fp16 * (operation.pass === "forward" ? forward : backward)) +
    efficiencies.attention.start
  );
}
