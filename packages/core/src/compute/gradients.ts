import type { Operation } from "./operation.js";

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
  switch (operation.kind) {
    case "gemm": {
      const { m, n, k } = operation;
      return { input: [{ ...operation, n: k, k: n }], weight: [{ ...operation, m: k, k: m }] };
    }
    case "convolution":
      return {
        input: [{ ...operation, pass: "input-gradient" }],
        weight: [{ ...operation, pass: "weight-gradient" }],
      };
    case "element-wise":
      return { input: [{ ...operation, inputs: operation.inputs + 1 }], weight: [] };
    case "normalisation":
    case "cross-entropy":
    case "attention":
      return { input: [{ ...operation, pass: "backward" }], weight: [] };
    case "softmax":
      return { input: [operation], weight: [] };
    case "embedding":
      return { input: [], weight: [operation] };
    // A reduction is itself a gradient, and an optimizer's step has none.
    case "reduction":
    case "optimizer":
      return { input: [], weight: [] };
  }
}
