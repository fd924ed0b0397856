/** Types of numbers that accelerators have units for; `tf32` is 4 bytes in memory, and 19 bits in the matrix units. */
export type DataType = "fp64" | "fp32" | "tf32" | "fp16" | "bf16" | "fp8" | "int8";

/** A product of matrices: (m x k) times (k x n). */
export interface GemmOperation {
  readonly kind: "gemm";
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Independent products of this shape, one after the other or together; absent: 1. */
  readonly batch?: number;
}

/** A convolution of square inputs with square filters. Sides in elements, counts without unit. */
export interface ConvolutionOperation {
  readonly kind: "convolution";
  /** Images; absent: 1. */
  readonly batch?: number;
  /** Side of the input, without padding. */
  readonly input: number;
  readonly filter: number;
  readonly channels: number;
  readonly filters: number;
  readonly stride: number;
  /** Added to each side of the input; absent: 0. */
  readonly padding?: number;
  /** What happens to a filter position that sticks out: `ceil` counts it (SCALE-Sim's rule, and what is meant when absent), `floor` drops it (as the frameworks do). */
  readonly rounding?: "ceil" | "floor";
  /** The output itself (what is meant when absent), or the gradient of its inputs or weights; sizes are always those of the forward pass. */
  readonly pass?: "forward" | "input-gradient" | "weight-gradient";
}

/** The same few arithmetic operations on every element of some tensors of one shape. */
export interface ElementWiseOperation {
  readonly kind: "element-wise";
  readonly elements: number;
  /** Tensors read; one is written. */
  readonly inputs: number;
  /** Arithmetic operations per element. */
  readonly operations: number;
  /** Bytes of one element written, where they differ from `bytesPerElement`. */
  readonly outputBytes?: number;
  /** What is computed: `gelu`, `silu`, `dropout`, `copy`. A model may know how fast the usual kernel is. */
  readonly function?: string;
}

/** Sums of columns: `rows` vectors of `width` elements become one. The gradient of a bias. */
export interface ReductionOperation {
  readonly kind: "reduction";
  readonly rows: number;
  readonly width: number;
}

/** Layer, RMS or batch normalisation of `rows` vectors of `width` elements. */
export interface NormalisationOperation {
  readonly kind: "normalisation";
  readonly rows: number;
  readonly width: number;
  /** Along each row with mean and variance (`layer`, what is meant when absent) or the root of the mean square alone (`rms`); or along the columns (`batch`). */
  readonly form?: "layer" | "rms" | "batch";
  /** `backward` is the gradient of inputs, scale and shift; absent: `forward`. */
  readonly pass?: "forward" | "backward";
}

/** Softmax over each of `rows` vectors of `width` elements. */
export interface SoftmaxOperation {
  readonly kind: "softmax";
  readonly rows: number;
  readonly width: number;
}

/** Cross entropy of `rows` vectors of `width` scores against one right answer each. */
export interface CrossEntropyOperation {
  readonly kind: "cross-entropy";
  readonly rows: number;
  readonly width: number;
  /** `backward` is the gradient of the scores. */
  readonly pass: "forward" | "backward";
}

/** Scaled dot-product attention, without the projections around it. */
export interface AttentionOperation {
  readonly kind: "attention";
  /** Sequences. */
  readonly batch: number;
  /** Query heads. */
  readonly heads: number;
  /** Heads of keys and values; fewer than `heads` in grouped-query attention. */
  readonly keyValueHeads: number;
  readonly queryLength: number;
  readonly keyLength: number;
  readonly headDimension: number;
  /** A fused kernel keeps the matrix of scores out of memory (FlashAttention); a plain one writes and reads it. */
  readonly fused: boolean;
  /** A query sees no key behind its own position; a fused kernel skips what is not seen. Absent: false. */
  readonly causal?: boolean;
  /** `backward` is the gradient of queries, keys and values: four products in place of two. */
  readonly pass: "forward" | "backward";
}

/** Look-ups of rows of `width` elements in a table; the backward pass (adding rows into a table) costs the same. */
export interface EmbeddingOperation {
  readonly kind: "embedding";
  readonly lookups: number;
  readonly width: number;
}

/** An update of parameters from their gradients, such as Adam's, all tensors in as few kernels as possible. */
export interface OptimizerOperation {
  readonly kind: "optimizer";
  readonly parameters: number;
  /** Bytes read for one parameter: itself, its gradient, its state. */
  readonly bytesRead: number;
  /** Bytes written for one parameter: itself, its state. */
  readonly bytesWritten: number;
}

/** One piece of work of an accelerator, as a compute model sees it. */
export type Operation = (
  | GemmOperation
  | ConvolutionOperation
  | ElementWiseOperation
  | ReductionOperation
  | NormalisationOperation
  | SoftmaxOperation
  | CrossEntropyOperation
  | AttentionOperation
  | EmbeddingOperation
  | OptimizerOperation
) & {
  readonly bytesPerElement: number;
  /** Absent: `tf32`, `bf16` or `fp8`, by the bytes. */
  readonly dataType?: DataType;
  /** Where it comes from: `block 3 / attention / output projection`. Models of measured times look it up. */
  readonly label?: string;
};

/** Name of a kind of operation. */
export type OperationKind = Operation["kind"];

/** Side of a convolution's output. */
export function convolutionOutput(operation: ConvolutionOperation): number {
  const { input, filter, stride, padding = 0, rounding = "ceil" } = operation;
  const steps = (input + 2 * padding - filter) / stride;
  return (rounding === "ceil" ? Math.ceil(steps) : Math.floor(steps)) + 1;
}

/**
 * The product of matrices that a convolution is lowered to: one row per output position, one column per filter. Its gradients are the two other products of the
 * same three sizes.
 */
export function lowerConvolution(operation: ConvolutionOperation): GemmOperation {
  const side = convolutionOutput(operation);
  const m = (operation.batch ?? 1) * side * side;
  const n = operation.filters;
  const k = operation.filter * operation.filter * operation.channels;
  switch (operation.pass) {
    case "input-gradient":
      return { kind: "gemm", m, n: k, k: n };
    case "weight-gradient":
      return { kind: "gemm", m: k, n, k: m };
    default:
      return { kind: "gemm", m, n, k };
  }
}

/** Pairs of a query and a key whose score is computed, for one head of one sequence. */
export function attentionScores(operation: AttentionOperation): number {
  const { queryLength, keyLength, fused, causal = false } = operation;
  const all = queryLength * keyLength;
  // The last query sees every key, the one before it one key less.
  return fused && causal ? all - (queryLength * (queryLength - 1)) / 2 : all;
}

/** The data type of an operation: the one given, or the usual one of its size. */
export function operationDataType({ dataType, bytesPerElement }: Operation): DataType {
  if (dataType !== undefined) return dataType;
  if (bytesPerElement >= 8) return "fp64";
  if (bytesPerElement >= 4) return "tf32";
  return bytesPerElement >= 2 ? "bf16" : "fp8";
}
