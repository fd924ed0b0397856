/** A product of matrices: (m x k) times (k x n). */
export interface GemmOperation {
  readonly kind: "gemm";
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Independent products of this shape, one after the other; absent: 1. */
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
}

/** The same few arithmetic operations on every element of some tensors of one shape. */
export interface ElementWiseOperation {
  readonly kind: "element-wise";
  readonly elements: number;
  /** Tensors read; one is written. */
  readonly inputs: number;
  /** Arithmetic operations per element. */
  readonly operations: number;
}

/** Layer, RMS or batch normalisation of `rows` vectors of `width` elements. */
export interface NormalisationOperation {
  readonly kind: "normalisation";
  readonly rows: number;
  readonly width: number;
}

/** Softmax over each of `rows` vectors of `width` elements. */
export interface SoftmaxOperation {
  readonly kind: "softmax";
  readonly rows: number;
  readonly width: number;
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
  /** `backward` is the gradient of queries, keys and values: four products in place of two. */
  readonly pass: "forward" | "backward";
}

/** Look-ups of rows of `width` elements in a table; the backward pass (adding rows into a table) costs the same. */
export interface EmbeddingOperation {
  readonly kind: "embedding";
  readonly lookups: number;
  readonly width: number;
}

/** One piece of work of an accelerator, as a compute model sees it. */
export type Operation = (
  | GemmOperation
  | ConvolutionOperation
  | ElementWiseOperation
  | NormalisationOperation
  | SoftmaxOperation
  | AttentionOperation
  | EmbeddingOperation
) & {
  readonly bytesPerElement: number;
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

/** The product of matrices that a convolution is lowered to: one row per output position, one column per filter. */
export function lowerConvolution(operation: ConvolutionOperation): GemmOperation {
  const side = convolutionOutput(operation);
  return {
    kind: "gemm",
    m: (operation.batch ?? 1) * side * side,
    n: operation.filters,
    k: operation.filter * operation.filter * operation.channels,
  };
}
