import type { CollectiveKind, Operation } from "@astra-ts/core";

/**
 * Ranks that share a collective, by what they divide: `tensor` one product, `data` the batch, `expert` the experts of a layer, `expert-data` the replicas of one
 * expert.
 */
export type GroupName = "tensor" | "data" | "expert" | "expert-data";

export interface ComputeStep {
  readonly kind: "compute";
  readonly operations: readonly Operation[];
}

export interface CollectiveStep {
  readonly kind: "collective";
  /** What it is for: `sum of partial outputs`. */
  readonly name: string;
  readonly collective: CollectiveKind;
  /** As everywhere: the buffer of an all-reduce, the input of a reduce-scatter or all-to-all, one rank's shard for an all-gather. */
  readonly bytes: number;
  readonly group: GroupName;
}

/** Steps follow each other: each needs the result of the one before. */
export type Step = ComputeStep | CollectiveStep;

/** Parameters whose gradients are summed over one group. */
export interface ParameterShard {
  /** In the whole model. */
  readonly total: number;
  /** On one NPU, before fully-sharded data parallelism divides them further. */
  readonly perNpu: number;
  /** The ranks that hold the same parameters and add up their gradients; `none` where each NPU has its own. */
  readonly replicas: "data" | "expert-data" | "none";
}

/** One layer as one NPU computes it, for one microbatch. */
export interface PlannedLayer {
  /** `block 3 attention`; names of a table have no blanks, so a blank becomes a dot there. */
  readonly name: string;
  /** Layers of one unit are gathered, scattered and computed again together: 0 is the embedding, then the blocks, then the head. */
  readonly unit: number;
  readonly kind: "embedding" | "block" | "head";
  readonly parameters: readonly ParameterShard[];
  /** Parameters that take part in a product of matrices for one token or sample, in the whole model (of the experts: those that one token uses). */
  readonly activeParameters: number;
  readonly forward: readonly Step[];
  readonly inputGradient: readonly Step[];
  readonly weightGradient: readonly Step[];
  /** Bytes that the forward pass keeps for the backward pass. */
  readonly activationBytes: number;
  /** Of those, bytes that selective checkpointing does not keep. */
  readonly selectiveBytes: number;
}

/** Where a pipeline stage begins. */
export interface StageCut {
  /** Its first unit. */
  readonly unit: number;
  /** As `boundaryBytes`. */
  readonly bytes: number;
}

/** A model spread over NPUs. */
export interface Plan {
  /** In forward order; every pipeline stage holds a run of units. */
  readonly layers: readonly PlannedLayer[];
  /** Bytes that one NPU passes to the next stage per microbatch, and gets back as gradient. */
  readonly boundaryBytes: number;
  /** Where the stages after the first begin, and the bytes that are passed there; absent: blocks are alike, and every stage has as many. */
  readonly cuts?: readonly StageCut[];
  /** Bytes of a block's input on one NPU: what full checkpointing keeps. */
  readonly blockInputBytes: number;
  /** Weights that the first and the last stage both hold and whose gradients they add; 0 where there are none. */
  readonly sharedEmbedding: number;
  /** Tokens or samples of one microbatch. */
  readonly itemsPerMicrobatch: number;
  readonly warnings: readonly string[];
}

/** The compute operations of a list of steps. */
export function operationsOf(steps: readonly Step[]): Operation[] {
  return steps.flatMap((step) => (step.kind === "compute" ? step.operations : []));
}

/** The collectives of a list of steps. */
export function collectivesOf(steps: readonly Step[]): CollectiveStep[] {
  return steps.filter((step) => step.kind === "collective");
}
