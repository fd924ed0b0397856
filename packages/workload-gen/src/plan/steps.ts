import { type Operation, operationGradients } from "@astra-ts/core";
import type { Step } from "./planned-layer.js";

/** A compute step, or nothing for no operations. */
export function compute(...operations: readonly Operation[]): Step[] {
  return operations.length === 0 ? [] : [{ kind: "compute", operations }];
}

/** Work of the input gradients of some operations, last operation first. */
export function inputGradients(...operations: readonly Operation[]): Operation[] {
  return operations.toReversed().flatMap((operation) => operationGradients(operation).input);
}

/** Work of the weight gradients of some operations, last operation first. */
export function weightGradients(...operations: readonly Operation[]): Operation[] {
  return operations.toReversed().flatMap((operation) => operationGradients(operation).weight);
}
