import { AstraError, tooLarge } from "@astra-ts/core";
import { divide } from "../plan/divide.js";
import type { Parallelism } from "../plan/parallelism.js";
import type { TransformerModel } from "./transformer-model.js";

/** Blocks times microbatches that are accepted, and what the operations of one take. */
const mostBlocks = 200_000;
const bytesPerBlock = 5000;
const mostExperts = 65_536;

/** A training step's sizes: how much of everything one NPU has. */
export interface TransformerSizes {
  readonly model: TransformerModel;
  readonly parallelism: Parallelism;
  readonly bytesPerElement: number;
  /** Tokens per sequence. */
  readonly sequence: number;
  /** Sequences of one microbatch. */
  readonly sequences: number;
  /** Tokens of one microbatch. */
  readonly tokens: number;
  /** Tokens on one NPU outside the tensor-parallel products: `tokens`, or a part of them with sequence parallelism. */
  readonly ownTokens: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly feedForward: number;
  /** Columns of the output projection on one NPU, padded as Megatron-LM does where the vocabulary does not divide. */
  readonly vocabulary: number;
  readonly experts: number;
  /** Scores of attention stay out of memory. */
  readonly fusedAttention: boolean;
  /** Each function is a kernel of its own, and the loss has the data type of the model, as in a framework without a compiler; else neighbours are fused. */
  readonly eager: boolean;
}

/** What a user asks of a transformer. */
export interface TransformerRequest {
  readonly model: TransformerModel;
  readonly parallelism: Parallelism;
  readonly bytesPerElement: number;
  /** Sequences of one training step, over all replicas. */
  readonly batch: number;
  /** Tokens per sequence; absent: the model's context. */
  readonly sequence?: number;
  readonly fusedAttention: boolean;
  readonly eager?: boolean;
}

/** Divides a model and a batch, refusing what does not divide. */
export function transformerSizes(request: TransformerRequest): TransformerSizes {
  const { model, parallelism, bytesPerElement, fusedAttention, eager = false } = request;
  const { tensor, data, pipeline, expert, microbatches } = parallelism;
  const sequence = request.sequence ?? model.context;
  checkShape(model, sequence);
  checkLength(model.layers, microbatches);

  divide({ what: "layers", total: model.layers, by: "pipeline degree", parts: pipeline, field: "pipeline" });
  const byTensor = (what: string, total: number) =>
    divide({ what, total, by: "tensor degree", parts: tensor, field: "tensor" });
  const heads = byTensor("attention heads", model.heads);
  // With more NPUs than heads of keys and values, each such head is held by several.
  const keyValueHeads =
    tensor % model.keyValueHeads === 0 ? 1 : byTensor("key-value heads", model.keyValueHeads);
  const feedForward = byTensor("feed-forward columns", model.feedForward);

  const perReplica = divide({
    what: "sequences in the batch",
    total: request.batch,
    by: "data degree",
    parts: data,
    field: "batch",
    adjustable: true,
  });
  const sequences = divide({
    what: "sequences per replica",
    total: perReplica,
    by: "number of microbatches",
    parts: microbatches,
    field: "microbatches",
    adjustable: true,
  });
  const tokens = sequences * sequence;
  const ownTokens = parallelism.sequence
    ? divide({
        what: "tokens per sequence",
        total: sequence,
        by: "tensor degree",
        parts: tensor,
        field: "sequence",
      }) * sequences
    : tokens;
  return {
    model,
    parallelism,
    bytesPerElement,
    sequence,
    sequences,
    tokens,
    ownTokens,
    heads,
    keyValueHeads,
    feedForward,
    vocabulary: tensor === 1 ? model.vocabulary : Math.ceil(model.vocabulary / (128 * tensor)) * 128,
    experts: expertsPerNpu(model, data, expert),
    fusedAttention,
    eager,
  };
}

/** The same with feed-forward networks of another width, such as that of blocks without experts. */
export function withFeedForward(sizes: TransformerSizes, width: number): TransformerSizes {
  const { model, parallelism } = sizes;
  const feedForward = divide({
    what: "feed-forward columns",
    total: width,
    by: "tensor degree",
    parts: parallelism.tensor,
    field: "tensor",
  });
  return { ...sizes, model: { ...model, feedForward: width }, feedForward };
}

function expertsPerNpu(model: TransformerModel, data: number, expert: number): number {
  if (model.experts === undefined) {
    if (expert === 1) return 0;
    throw new AstraError("UNSUPPORTED", {
      field: "expert",
      problem: `${model.name} has no experts to divide`,
      found: expert,
      hint: "Expert parallelism is for mixtures of experts such as mixtral-8x7b; --experts and --top-k make one of any transformer.",
    });
  }
  divide({
    what: "data-parallel replicas",
    total: data,
    by: "expert degree",
    parts: expert,
    field: "expert",
  });
  return divide({
    what: "experts",
    total: model.experts.count,
    by: "expert degree",
    parts: expert,
    field: "expert",
  });
}

function checkLength(layers: number, microbatches: number): void {
  const count = layers * microbatches;
  if (count <= mostBlocks) return;
  throw tooLarge({
    what: `passes through blocks (${layers} blocks, ${microbatches} microbatches)`,
    count,
    bytesEach: bytesPerBlock,
    field: layers > microbatches ? "layers" : "microbatches",
    expected: `at most ${mostBlocks}`,
  });
}

function checkShape(model: TransformerModel, sequence: number): void {
  const { layers, hidden, heads, keyValueHeads, headDimension, feedForward, vocabulary } = model;
  const sizes = { layers, hidden, heads, keyValueHeads, headDimension, feedForward, vocabulary, sequence };
  for (const [field, value] of Object.entries(sizes)) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new AstraError("INVALID_VALUE", {
      field,
      problem: `bad size of ${model.name}`,
      found: value,
      expected: "a whole number above 0",
    });
  }
  checkExperts(model);
  divide({
    what: "attention heads",
    total: heads,
    by: "number of key-value heads",
    parts: keyValueHeads,
    field: "keyValueHeads",
  });
}

function checkExperts({ experts }: TransformerModel): void {
  if (experts === undefined) return;
  const { count, perToken } = experts;
  const check = (field: string, value: number, most: number, expected: string): void => {
    if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
    throw new AstraError("INVALID_VALUE", {
      field,
      problem: "bad number of experts",
      found: value,
      expected,
    });
  };
  check("experts", count, mostExperts, `a whole number from 1 to ${mostExperts}`);
  check("expertsPerToken", perToken, count, `a whole number from 1 to the ${count} experts that there are`);
}
