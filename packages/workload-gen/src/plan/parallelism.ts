import { AstraError } from "@astra-ts/core";

/** How a training step is spread over NPUs. Ranks are numbered tensor first, then data, then pipeline: `rank = tensor + T*(data + D*pipeline)`. */
export interface Parallelism {
  /** NPUs that share every product of matrices. */
  readonly tensor: number;
  /** Replicas of the model, each with its part of the batch. */
  readonly data: number;
  /** Stages that the blocks are divided among. */
  readonly pipeline: number;
  /** NPUs that the experts of a layer are divided among; a part of the data-parallel degree. */
  readonly expert: number;
  /** Divide activations outside the tensor-parallel products along the sequence (Korthikanti et al., 2022). */
  readonly sequence: boolean;
  /** Divide parameters, gradients and optimizer state among the replicas (ZeRO stage 3, FSDP). */
  readonly fullySharded: boolean;
  /** Parts that a replica's batch is cut into. */
  readonly microbatches: number;
  readonly schedule: "1f1b" | "gpipe";
  /** What of a block is computed again in the backward pass: nothing, scores of attention, or everything. */
  readonly checkpointing: "none" | "selective" | "full";
}

/** No parallelism: one NPU does it all. */
export const defaultParallelism: Parallelism = {
  tensor: 1,
  data: 1,
  pipeline: 1,
  expert: 1,
  sequence: false,
  fullySharded: false,
  microbatches: 1,
  schedule: "1f1b",
  checkpointing: "none",
};

/** Fills in defaults and checks every degree. Throws INVALID_VALUE. */
export function completeParallelism(partial: Partial<Parallelism>): Parallelism {
  const complete = { ...defaultParallelism, ...withoutUndefined(partial) };
  for (const field of ["tensor", "data", "pipeline", "expert", "microbatches"] as const) {
    const value = complete[field];
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new AstraError("INVALID_VALUE", {
      field,
      problem: "bad degree",
      found: value,
      expected: "a whole number above 0",
    });
  }
  return complete;
}

/** NPUs that a parallelism takes. */
export function npuCount({ tensor, data, pipeline }: Parallelism): number {
  return tensor * data * pipeline;
}

/** How many ranks hold the same parameters. */
export function replicas(group: "data" | "expert-data", { data, expert }: Parallelism): number {
  return group === "data" ? data : data / expert;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
