import type { Operation } from "@astra-ts/core";
import type { Step } from "./planned-layer.js";

/** A compute step, or nothing for no operations. */
export function compute(...operations: readonly Operation[]): Step[] {
  return operations.length === 0 ? [] : [{ kind: "compute", operations }];
}
