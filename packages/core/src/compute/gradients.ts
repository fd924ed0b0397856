import { lowerConvolution, type Operation } from "./operation.js";

/** The backward pass of one operation. */
export interface OperationGradients {
  /** Work to get the gradient of the operation's inputs. */
  readonly input: readonly Operation[];
  /** Work to get the gradient of its weights; empty where it has none. */
  readonly weight: readonly Operation[];
}

/**
 * What the backward pass of an operation costs. For a product of (m x k) activations with (k x n) weights: the input gradient is (m x n)(n x k), the
 * weight gradient (k x m)(m x n); a convolution follows its lowered product. A product of two activations has no weights: use an attention operation.
 */
export function operationGradients(operation: Operation): OperationGradients {
  const { bytesPerElement, label } = operation;
  switch (operation.kind) {
    case "gemm":
    case "convolution": {
      const { m, n, k, batch } = operation.kind === "gemm" ? operation : lowerConvolution(operation);
      const common = { kind: "gemm" as const, bytesPerElement, label, batch };
      return { input: [{ ...common, m, n: k, k: n }], weight: [{ ...common, m: k, n, k: m }] };
    }
    case "element-wise":
      return { input: [{ ...operation, inputs: operation.inputs + 1 }], weight: [] };
    case "normalisation":
    case "softmax":
      return { input: [operation], weight: [] };
    case "attention":
      return { input: [{ ...operation, pass: "backward" }], weight: [] };
    case "embedding":
      return { input: [], weight: [operation] };
  }
}
