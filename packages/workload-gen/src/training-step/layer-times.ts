import { planTransformer } from "../models/plan-transformer.js";
import { defaultParallelism } from "../plan/parallelism.js";
import {
  type CollectiveStep,
  collectivesOf,
  operationsOf,
  type PlannedLayer,
  type Step,
} from "../plan/planned-layer.js";
import { kernelsOf, trainingKernelTime } from "./kernels.js";
import { collectiveTime } from "./machine.js";
import type { TrainingStepRequest } from "./training-step-request.js";

/** How much longer arithmetic takes while collectives run beside it, in the mean: Lee et al., arXiv:2507.03114 (A100, H100 and others, fully sharded data parallelism). */
export const besideCommunication = 1.189;

/** What is left of the tensor group's collectives that run beside the product they belong to, in four parts: the last part, and what they slow down. */
const overlappedTensor = 1 / 4 + (3 / 4) * (besideCommunication - 1);

/** Work of a layer's pass: arithmetic and the tensor group's collectives, ns. */
export interface Pass {
  readonly compute: number;
  readonly tensor: number;
}

/** Both passes of a layer, with what is computed again. */
export interface Passes {
  readonly forward: Pass;
  readonly backward: Pass;
}

/** One layer of each kind. */
export interface LayerTimes {
  readonly embedding: Passes;
  readonly block: Passes;
  readonly head: Passes;
  readonly boundaryBytes: number;
  /** In the whole model. */
  readonly parameters: { readonly embedding: number; readonly block: number; readonly head: number };
}

/** Times of one layer of each kind, for one microbatch. */
export function layerTimes(request: TrainingStepRequest): LayerTimes {
  const { model, sequence, microbatch, tensor, context, sequenceParallel, recomputed, attention, eager } =
    request;
  const plan = planTransformer({
    model: { ...model, layers: 1 },
    parallelism: { ...defaultParallelism, tensor, sequence: sequenceParallel && tensor > 1 },
    bytesPerElement: 2,
    batch: microbatch,
    sequence: sequence / context,
    fusedAttention: attention !== "plain",
    eager,
  });
  const of = (kind: PlannedLayer["kind"]): Passes => {
    const layers = plan.layers.filter((layer) => layer.kind === kind);
    const steps = (name: "forward" | "inputGradient" | "weightGradient") =>
      layers.flatMap((layer) => layer[name]);
    const forward = pass(steps("forward"), request, kind === "block");
    const backward = pass([...steps("inputGradient"), ...steps("weightGradient")], request, kind === "block");
    if (kind !== "block" || recomputed === "none") return { forward, backward };
    const again =
      recomputed === "attention" ? pass(steps("forward").flatMap(onlyAttention), request, true) : forward;
    const share = recomputed === "attention" ? 1 : recomputed;
    return {
      forward,
      backward: {
        compute: backward.compute + share * again.compute,
        tensor: backward.tensor + share * again.tensor,
      },
    };
  };
  const parameters = (kind: PlannedLayer["kind"]) =>
    plan.layers
      .filter((layer) => layer.kind === kind)
      .flatMap((layer) => layer.parameters)
      .reduce((total, shard) => total + shard.total, 0);
  return {
    embedding: of("embedding"),
    block: of("block"),
    head: of("head"),
    boundaryBytes: plan.boundaryBytes,
    parameters: { embedding: parameters("embedding"), block: parameters("block"), head: parameters("head") },
  };
}

/** What selective recomputation computes again: scores of attention and what follows from them (Korthikanti et al., arXiv:2205.05198). */
function onlyAttention(step: Step): Step[] {
  if (step.kind !== "compute") return [];
  const operations = step.operations.filter(({ kind }) => kind === "attention");
  return operations.length === 0 ? [] : [{ kind: "compute", operations }];
}

/** A pass takes as long as its kernels, or as the host takes to launch them. */
function pass(steps: readonly Step[], request: TrainingStepRequest, inBlock: boolean): Pass {
  const { gpu, overlaps, zero, data, context, calledFromPython } = request;
  const collectives = collectivesOf(steps);
  const kernels = operationsOf(steps).flatMap((operation) => kernelsOf(operation, request, inBlock));
  const group = collectives.reduce((time, step) => time + tensorTime(step, request), 0);
  const alone = kernels.reduce((time, kernel) => time + trainingKernelTime(kernel, request), 0);
  const sharded = inBlock && zero === 3 && data * context > 1;
  const tensor = overlaps.tensor ? group * overlappedTensor : group;
  const { launch, gradient, gradientKernel } = gpu.efficiencies.host;
  const call = calledFromPython ? gradient + gradientKernel : launch;
  const host = (kernels.length + collectives.length) * call;
  return { compute: Math.max(sharded ? alone * besideCommunication : alone, host - tensor), tensor };
}

/** Time of a collective of the tensor group, ns. */
function tensorTime({ collective, bytes }: CollectiveStep, { tensor, machine }: TrainingStepRequest): number {
  const group = { size: tensor, perNode: Math.min(tensor, machine.gpusPerNode) };
  switch (collective) {
    case "all-gather":
      return collectiveTime("all-gather", bytes * tensor, group, machine);
    case "reduce-scatter":
      return collectiveTime("reduce-scatter", bytes, group, machine);
    default:
      return collectiveTime("all-reduce", bytes, group, machine);
  }
}

/** Time of a pass, ns. */
export function sum({ compute, tensor }: Pass): number {
  return compute + tensor;
}
