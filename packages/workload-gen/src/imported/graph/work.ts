import type { Operation } from "@astra-ts/core";

/** A product of matrices: `rows` of activations, `columns` of results. */
export interface ProductWork {
  readonly kind: "product";
  /** Independent products of this shape. */
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** One operand is a parameter. */
  readonly isWeighted: boolean;
  readonly hasBias: boolean;
}

/** A convolution; of a transposed one, `positions` are those of its input. */
export interface ConvolutionWork {
  readonly kind: "convolution";
  readonly images: number;
  readonly positions: number;
  readonly filterPositions: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  /** One of square inputs and filters, in one group, not dilated: what compute models know. */
  readonly square?: {
    readonly input: number;
    readonly filter: number;
    readonly stride: number;
    readonly padding: number;
  };
}

/** Scaled products of queries with keys, a softmax, and products with values. */
export interface AttentionWork {
  readonly kind: "attention";
  readonly batch: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly queryLength: number;
  readonly keyLength: number;
  readonly headDimension: number;
  readonly isCausal: boolean;
  /** The file has it as one operator, or had before its export; else as products around a softmax. */
  readonly isOneOperator: boolean;
}

/** Rows looked up in a table of parameters. */
export interface EmbeddingWork {
  readonly kind: "embedding";
  readonly lookups: number;
  readonly width: number;
}

/** What goes over rows twice: normalisations and softmax. */
export interface RowWork {
  readonly kind: "normalisation" | "softmax";
  readonly rows: number;
  readonly width: number;
  readonly form?: "layer" | "rms" | "batch";
}

/** What goes over elements once. */
export interface ElementWork {
  readonly kind: "element-wise";
  readonly elements: number;
  /** Tensors read. */
  readonly inputs: number;
  readonly operations: number;
  readonly function: string;
}

/** What an operator computes, in sizes that can still be divided and multiplied. */
export type Work = ProductWork | ConvolutionWork | AttentionWork | EmbeddingWork | RowWork | ElementWork;

/** Floating-point operations of products, a multiplication and an addition as two; all scores of attention count. */
export function flopsOf(work: Work): number {
  switch (work.kind) {
    case "product":
      return 2 * work.batch * work.rows * work.columns * work.inner;
    case "convolution": {
      const { images, positions, filterPositions, channels, filters, groups } = work;
      return 2 * images * positions * filterPositions * (channels / groups) * filters;
    }
    case "attention": {
      const { batch, heads, queryLength, keyLength, headDimension } = work;
      return 4 * batch * heads * queryLength * keyLength * headDimension;
    }
    default:
      return 0;
  }
}

/** How one NPU's share of some work differs from the file's. */
export interface Share {
  /** Times the batch of the file. */
  readonly batch: number;
  /** NPUs that the work is divided among, and along what: columns or rows of weights, or heads and elements of what lies between. */
  readonly tensor: number;
  readonly along: "columns" | "rows" | "between" | "nothing";
}

/** The operation that a compute model is asked about. */
export function operationOf(
  work: Work,
  { batch, tensor, along }: Share,
  common: { readonly bytesPerElement: number; readonly label: string },
): Operation {
  const parts = along === "nothing" ? 1 : tensor;
  switch (work.kind) {
    case "product": {
      const { rows, columns, inner, isWeighted } = work;
      const batches = work.batch * (isWeighted ? 1 : batch);
      return {
        kind: "gemm",
        batch: along === "between" ? atLeastOne(batches / parts) : atLeastOne(batches),
        m: atLeastOne(rows * (isWeighted ? batch : 1)),
        n: along === "columns" ? Math.ceil(columns / parts) : columns,
        k: along === "rows" ? Math.ceil(inner / parts) : inner,
        ...common,
      };
    }
    case "convolution": {
      const { images, positions, filterPositions, channels, filters, groups, square } = work;
      if (square !== undefined)
        return {
          kind: "convolution",
          batch: atLeastOne(images * batch),
          channels,
          filters,
          rounding: "floor",
          ...square,
          ...common,
        };
      return {
        kind: "gemm",
        batch: groups,
        m: atLeastOne(images * batch * positions),
        n: filters / groups,
        k: (channels / groups) * filterPositions,
        ...common,
      };
    }
    case "attention":
      return {
        kind: "attention",
        batch: atLeastOne(work.batch * batch),
        heads: atLeastOne(work.heads / parts),
        keyValueHeads: atLeastOne(work.keyValueHeads / parts),
        queryLength: work.queryLength,
        keyLength: work.keyLength,
        headDimension: work.headDimension,
        fused: true,
        causal: work.isCausal,
        pass: "forward",
        ...common,
      };
    case "embedding":
      return { kind: "embedding", lookups: atLeastOne(work.lookups * batch), width: work.width, ...common };
    case "normalisation":
      return {
        kind: "normalisation",
        form: work.form ?? "layer",
        rows: atLeastOne((work.rows * batch) / parts),
        width: work.width,
        ...common,
      };
    case "softmax":
      return {
        kind: "softmax",
        rows: atLeastOne((work.rows * batch) / parts),
        width: work.width,
        ...common,
      };
    case "element-wise":
      return {
        kind: "element-wise",
        elements: atLeastOne((work.elements * batch) / parts),
        inputs: work.inputs,
        operations: work.operations,
        function: work.function,
        ...common,
      };
  }
}

function atLeastOne(value: number): number {
  return Math.max(1, Math.ceil(value));
}
