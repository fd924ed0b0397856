import type { ComputeTimer } from "@astra-ts/core";
import type { ComputeStep } from "../plan/planned-layer.js";

/** Times of compute steps, whole ns; every step is asked for once. */
export function stepTimer(compute: ComputeTimer): (step: ComputeStep) => number {
  const times = new Map<string, number>();
  return (step) => {
    let total = 0;
    for (const operation of step.operations) {
      // Blocks repeat: the same operation comes hundreds of times.
      const key = JSON.stringify(operation);
      let time = times.get(key);
      if (time === undefined) {
        time = compute.time(operation);
        times.set(key, time);
      }
      total += time;
    }
    return Math.round(total);
  };
}
