import type { Operation } from "@astra-ts/core";
import type { TransformerSizes } from "./transformer-sizes.js";

/** Layer or RMS normalisation of the tokens that an NPU holds. */
export function normalisation(
  { ownTokens, model, bytesPerElement }: TransformerSizes,
  label: string,
): Operation {
  return { kind: "normalisation", rows: ownTokens, width: model.hidden, bytesPerElement, label };
}

export function elementWise(
  { bytesPerElement }: TransformerSizes,
  label: string,
  elements: number,
  inputs: number,
  operations: number,
): Operation {
  return { kind: "element-wise", elements, inputs, operations, bytesPerElement, label };
}
