import { totalCost } from "@astra-ts/core";
import { type Parallelism, replicas } from "../plan/parallelism.js";
import {
  type ComputeStep,
  collectivesOf,
  operationsOf,
  type ParameterShard,
  type Plan,
  type Step,
} from "../plan/planned-layer.js";

/** One pass of one layer on one NPU, for one microbatch. */
export interface PassRow {
  /** ns. */
  readonly time: number;
  /** Of products of matrices. */
  readonly flops: number;
  /** Read and written. */
  readonly bytes: number;
  /** `all-reduce tensor 25165824`: collective, group and bytes. */
  readonly communication: readonly { collective: string; group: string; bytes: number }[];
}

/** One layer on one NPU. */
export interface LayerRow {
  readonly name: string;
  /** In the whole model, and on one NPU before fully-sharded parallelism. */
  readonly parameters: number;
  readonly parametersPerNpu: number;
  /** Bytes of gradients that replicas add up, once per step (fully sharded: once per microbatch); 0 without replicas. */
  readonly gradientBytes: number;
  /** Bytes kept for the backward pass of one microbatch. */
  readonly activationBytes: number;
  readonly forward: PassRow;
  readonly inputGradient: PassRow;
  readonly weightGradient: PassRow;
}

/** The table per layer. */
export function layerRows(
  plan: Plan,
  parallelism: Parallelism,
  time: (step: ComputeStep) => number,
  bytesPerElement: number,
): LayerRow[] {
  const reduced = ({ perNpu, replicas: group }: ParameterShard) =>
    group === "none" || replicas(group, parallelism) === 1 ? 0 : perNpu * bytesPerElement;
  const pass = (steps: readonly Step[]): PassRow => {
    const { flops, bytes } = totalCost(operationsOf(steps));
    return {
      time: steps.reduce((sum, step) => sum + (step.kind === "compute" ? time(step) : 0), 0),
      flops,
      bytes,
      communication: collectivesOf(steps).map((step) => ({
        collective: step.collective,
        group: step.group,
        bytes: step.bytes,
      })),
    };
  };
  return plan.layers.map((layer) => ({
    name: layer.name,
    parameters: layer.parameters.reduce((sum, shard) => sum + shard.total, 0),
    parametersPerNpu: layer.parameters.reduce((sum, shard) => sum + shard.perNpu, 0),
    gradientBytes: layer.parameters.reduce((sum, shard) => sum + reduced(shard), 0),
    activationBytes: layer.activationBytes,
    forward: pass(layer.forward),
    inputGradient: pass(layer.inputGradient),
    weightGradient: pass(layer.weightGradient),
  }));
}
