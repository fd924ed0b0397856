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
  readonly experts?: Experts;
  /** Queries, keys and values go through narrow vectors; absent: they are projected from the input. */
  readonly latentAttention?: LatentAttention;
  readonly published?: Published;
}

/** A mixture of experts in place of feed-forward networks. */
export interface Experts {
  readonly count: number;
  /** Experts that the router chooses for each token. */
  readonly perToken: number;
  /** Experts of the same width that every token passes, beside those that are chosen; absent: none. */
  readonly shared?: number;
  /** The first blocks, which have a feed-forward network of this width and no experts; absent: none. */
  readonly denseBlocks?: { readonly count: number; readonly feedForward: number };
}

/**
 * Multi-head latent attention (DeepSeek-AI, DeepSeek-V2, arXiv:2405.04434, section 2.1): one product makes a token narrow, another makes the heads of it. `headDimension` of the
 * model is the part of queries and keys that no rotation touches.
 */
export interface LatentAttention {
  /** Width of the vector that queries are made of, and of the one that keys and values are made of. */
  readonly queryRank: number;
  readonly keyValueRank: number;
  /** Width of each head's rotated part; all heads share one rotated key. */
  readonly rotaryDimension: number;
  readonly valueDimension: number;
}

/** Hyper-parameters that a user may change; the rest follows the model. */
export interface TransformerOverrides {
  readonly layers?: number;
  readonly hidden?: number;
  readonly heads?: number;
  readonly keyValueHeads?: number;
  readonly feedForward?: number;
  readonly vocabulary?: number;
  /** Experts of each layer; a model without experts becomes a mixture of them. */
  readonly experts?: number;
  readonly expertsPerToken?: number;
}
