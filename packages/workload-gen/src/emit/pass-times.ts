import type { ComputeTimer, Operation } from "@astra-ts/core";
import type { ComputeStep } from "../plan/planned-layer.js";

/** Times of compute steps, whole ns. Microbatches repeat steps, and blocks repeat operations: a compute model is asked once for each different operation. */
export function stepTimer(compute: ComputeTimer): (step: ComputeStep) => number {
  const stepTimes = new Map<ComputeStep, number>();
  const operationTimes = new Map<string, number>();

  const operationTime = (operation: Operation): number => {
    const key = JSON.stringify(operation);
    const known = operationTimes.get(key);
    if (known !== undefined) return known;
    const time = compute.time(operation);
    operationTimes.set(key, time);
    return time;
  };
  return (step) => {
    const known = stepTimes.get(step);
    if (known !== undefined) return known;
    const time = Math.round(step.operations.reduce((sum, operation) => sum + operationTime(operation), 0));
    stepTimes.set(step, time);
    return time;
  };
}
