/** A published figure and where it was published. */
export interface Published {
  readonly parameters: number;
  /** Parameters that one token uses, for mixtures of experts. */
  readonly activeParameters?: number;
  /** Floating-point operations of a forward pass for one sample, multiplications and additions counted apart. */
  readonly forwardFlops?: number;
  readonly source: string;
}

/** A decoder-only transformer by its hyper-parameters. */
export interface TransformerModel {
  readonly family: "transformer";
  readonly name: string;
  /** Where the hyper-parameters come from. */
  readonly source: string;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  /** Heads of keys and values; equal to `heads` without grouped-query attention. */
  readonly keyValueHeads: number;
  readonly headDimension: number;
  /** Width of the feed-forward network (of one expert). */
  readonly feedForward: number;
  /** SwiGLU with three matrices in place of two. */
  readonly gated: boolean;
  readonly biases: boolean;
  /** Learned position embeddings for `context` positions, rotary ones without parameters, or none. */
  readonly positions: "learned" | "rotary" | "none";
  readonly normalisation: "layer" | "rms";
  /** Input embedding and output projection are one matrix. */
  readonly tiedEmbedding: boolean;
  readonly dropout: boolean;
  readonly vocabulary: number;
  /** Sequence length that it was trained with. */
  readonly context: number;
  readonly experts?: { readonly count: number; readonly perToken: number };
  readonly published?: Published;
}

/** Hyper-parameters that a user may change; the rest follows the model. */
export interface TransformerOverrides {
  readonly layers?: number;
  readonly hidden?: number;
  readonly heads?: number;
  readonly keyValueHeads?: number;
  readonly feedForward?: number;
  readonly vocabulary?: number;
}
