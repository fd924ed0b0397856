import { attentionScores, convolutionOutput, lowerConvolution, type Operation } from "./operation.js";

/** What an operation asks of an accelerator, whatever its speed. */
export interface OperationCost {
  /** Floating-point operations in products of matrices; a multiplication and an addition count as two. */
  readonly flops: number;
  /** Other arithmetic operations, those of a vector unit. */
  readonly vectorOperations: number;
  /** Bytes read and written, every operand once. */
  readonly bytes: number;
}

/** Operations per element of a normalisation: mean, variance, scale and shift. */
const normalisationOperations = 8;
/** Operations per element of a softmax: maximum, subtraction, exponential, sum, division. */
const softmaxOperations = 5;
/** Operations per parameter of Adam: two moving averages, their corrections, a root, a division, a step (Kingma and Ba, arXiv:1412.6980, algorithm 1). */
const optimizerOperations = 12;

/** Floating-point operations and bytes of one operation. */
export function operationCost(operation: Operation): OperationCost {
  const size = operation.bytesPerElement;
  switch (operation.kind) {
    case "gemm": {
      const { m, n, k, batch = 1 } = operation;
      return {
        flops: 2 * batch * m * n * k,
        vectorOperations: 0,
        bytes: batch * (m * k + k * n + m * n) * size,
      };
    }
    case "convolution": {
      const { m, n, k } = lowerConvolution(operation);
      const { batch = 1, input, channels, filter, filters } = operation;
      // Input, filters and output as they are, each pass reads two and writes one; not the lowered matrix that repeats the input once per filter position.
      const side = convolutionOutput(operation);
      const elements =
        batch * input * input * channels +
        filter * filter * channels * filters +
        batch * side * side * filters;
      return { flops: 2 * m * n * k, vectorOperations: 0, bytes: elements * size };
    }
    case "element-wise": {
      const { elements, inputs, operations, outputBytes = size } = operation;
      return {
        flops: 0,
        vectorOperations: elements * operations,
        bytes: elements * (inputs * size + outputBytes),
      };
    }
    case "reduction": {
      const { rows, width } = operation;
      return { flops: 0, vectorOperations: rows * width, bytes: (rows + 1) * width * size };
    }
    case "normalisation": {
      const elements = operation.rows * operation.width;
      const backward = operation.pass === "backward";
      return {
        flops: 0,
        vectorOperations: (backward ? 2 : 1) * normalisationOperations * elements,
        bytes: (backward ? 3 : 2) * elements * size,
      };
    }
    case "softmax":
    case "cross-entropy": {
      const elements = operation.rows * operation.width;
      return { flops: 0, vectorOperations: softmaxOperations * elements, bytes: 2 * elements * size };
    }
    case "attention": {
      const { batch, heads, keyValueHeads, queryLength, keyLength, headDimension, fused, pass } = operation;
      const times = pass === "forward" ? 1 : 2;
      const scores = batch * heads * attentionScores(operation);
      // Queries and outputs, keys and values; the backward pass reads them again and writes their gradients.
      const operands =
        2 * batch * headDimension * (heads * queryLength + keyValueHeads * keyLength) * (times === 1 ? 1 : 2);
      // Without fusion the scores and their softmax are each written and read.
      const bytes = (operands + (fused ? 0 : 4 * scores * times)) * size;
      return {
        flops: 4 * scores * headDimension * times,
        vectorOperations: softmaxOperations * scores * times,
        bytes,
      };
    }
    case "embedding": {
      const elements = operation.lookups * operation.width;
      return { flops: 0, vectorOperations: elements, bytes: 2 * elements * size };
    }
    case "optimizer": {
      const { parameters, bytesRead, bytesWritten } = operation;
      return {
        flops: 0,
        vectorOperations: optimizerOperations * parameters,
        bytes: parameters * (bytesRead + bytesWritten),
      };
    }
  }
}

/** Sum of the costs of several operations. */
export function totalCost(operations: Iterable<Operation>): OperationCost {
  let flops = 0;
  let vectorOperations = 0;
  let bytes = 0;
  for (const operation of operations) {
    const cost = operationCost(operation);
    flops += cost.flops;
    vectorOperations += cost.vectorOperations;
    bytes += cost.bytes;
  }
  return { flops, vectorOperations, bytes };
}
