import type { Result } from "@astra-ts/core";

/** A result as ASTRA-sim 1.0 tells it: times, layers and dimensions are those of NPU 0. */
export function seenFromNpu0(result: Result): Result {
  const { npuFinish, npuCompute, systemReport, npu0 } = result;
  const [total] = npuFinish;
  const compute = npuCompute?.[0] ?? result.time.compute;
  const time = { total, npu: 0, compute, exposedCommunication: total - compute };
  if (npu0 === undefined) return { ...result, time };
  const { layers, passFinish, dimensions } = npu0;
  return { ...result, time, seenFrom: 0, layers, passFinish, systemReport: { ...systemReport, dimensions } };
}
