import type { ElementWiseOperation, Operation } from "@astra-ts/core";
import { inTurn, type Part, part } from "../plan/part.js";
import type { TransformerSizes } from "./transformer-sizes.js";

/** Layer or RMS normalisation of the tokens that an NPU holds. */
export function normalisation(sizes: TransformerSizes, label: string): Part {
  const { ownTokens, model, bytesPerElement } = sizes;
  const form = model.normalisation;
  return part({ kind: "normalisation", form, rows: ownTokens, width: model.hidden, bytesPerElement, label });
}

/** A linear layer: a product, and the bias that its kernel adds. */
export function linear(
  { model, bytesPerElement }: TransformerSizes,
  label: string,
  m: number,
  n: number,
  k: number,
): Part {
  const product = part({ kind: "gemm", m, n, k, bytesPerElement, label });
  if (!model.biases) return product;
  const bias: Operation = {
    kind: "reduction",
    rows: m,
    width: n,
    bytesPerElement,
    label: `${label}.bias`,
  };
  return { ...product, weightGradient: [...product.weightGradient, bias] };
}

/** A sum with what came before; backward, the gradients of both branches are added. */
export function residual(sizes: TransformerSizes, label: string): Part {
  const sum = elementWise(sizes, label, sizes.ownTokens * sizes.model.hidden, 2, 1, { function: "add" });
  return { forward: [sum], inputGradient: [sum], weightGradient: [] };
}

/** Rotary position embeddings of queries and keys; a rotation back has the same cost. */
export function rotation(sizes: TransformerSizes, label: string, elements: number): Part {
  const turn = elementWise(sizes, label, elements, 1, 6);
  return { forward: [turn], inputGradient: [turn], weightGradient: [] };
}

/**
 * What stands between the two products of a feed-forward network. GELU by its tanh form takes about ten operations; SwiGLU is a sigmoid and two products, which eager
 * frameworks run as kernels of their own.
 */
export function activation(sizes: TransformerSizes, label: string, elements: number): Part {
  const { model, bytesPerElement, eager } = sizes;
  if (!model.gated) return part(elementWise(sizes, label, elements, 1, 10, { function: "gelu" }));
  if (!eager) {
    const fused = elementWise(sizes, label, elements, 2, 6, { function: "swiglu" });
    const gradient = { ...fused, inputs: 3, operations: 12, outputBytes: 2 * bytesPerElement };
    return { forward: [fused], inputGradient: [gradient], weightGradient: [] };
  }
  const silu = elementWise(sizes, `${label}.silu`, elements, 1, 5, { function: "silu" });
  const product = elementWise(sizes, `${label}.product`, elements, 2, 1, { function: "multiply" });
  // The gradients of the two halves are put together again for the product before.
  const join = elementWise(sizes, `${label}.join`, 2 * elements, 1, 0, { function: "copy" });
  const gradientOfProduct = { forward: [product], inputGradient: [product, product], weightGradient: [] };
  return inTurn({ forward: [], inputGradient: [join], weightGradient: [] }, part(silu), gradientOfProduct);
}

/** Queries, keys and values out of one product: forward a view; backward, eager frameworks put the three gradients together and then in the order of the product. */
export function split(sizes: TransformerSizes, label: string, elements: number): Part {
  const copy = elementWise(sizes, label, elements, 1, 0, { function: "copy" });
  return { forward: [], inputGradient: sizes.eager ? [copy, copy] : [], weightGradient: [] };
}

export function elementWise(
  { bytesPerElement }: TransformerSizes,
  label: string,
  elements: number,
  inputs: number,
  operations: number,
  more: Pick<ElementWiseOperation, "function"> = {},
): Operation & ElementWiseOperation {
  return { kind: "element-wise", elements, inputs, operations, bytesPerElement, label, ...more };
}
