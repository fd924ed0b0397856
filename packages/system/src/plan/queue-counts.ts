import { AstraError } from "@astra-ts/core";
import type { SystemOptions } from "../options/system-options.js";

/** Queues of each dimension. Throws LENGTH_MISMATCH where a list does not give one number for each. */
export function queueCounts(dimensions: number, { queuesPerDimension }: SystemOptions): number[] {
  if (typeof queuesPerDimension === "number") return new Array<number>(dimensions).fill(queuesPerDimension);
  if (queuesPerDimension.length === dimensions) return queuesPerDimension;
  throw new AstraError("LENGTH_MISMATCH", {
    problem: `queuesPerDimension has ${queuesPerDimension.length} entries for ${dimensions} dimensions`,
    field: "system.queuesPerDimension",
    found: queuesPerDimension,
    expected: `${dimensions} entries, or one number`,
  });
}
