import { besideCommunication, type LayerTimes, type Pass } from "./layer-times.js";
import { collectiveTime, type Group } from "./machine.js";
import type { TrainingStepRequest } from "./training-step-request.js";

/** The ranks that hold the same shard of the model. */
export function replicaGroup({ tensor, machine, data, context }: TrainingStepRequest): Group {
  const size = data * context;
  return { size, perNode: Math.max(1, Math.min(size, Math.floor(machine.gpusPerNode / tensor))) };
}

/** Adding up gradients, and gathering parameters where the optimizer's state is divided, as far as nothing hides it; ns. */
export function replicaTime(request: TrainingStepRequest, layers: LayerTimes, parameters: number): number {
  const { zero, machine, gradientBytes, overlaps, pipeline, virtualStages, microbatches, model } = request;
  const group = replicaGroup(request);
  if (group.size === 1 || zero === 3) return 0;
  const blocks = model.layers / pipeline;
  // With several runs of blocks a stage is done with one of them while it still works at others.
  const passes = virtualStages > 1 ? Math.min(microbatches, pipeline) : 1;
  const { forward, backward } = layers.block;
  const exposed = (time: number, beside: Pass, overlapped: boolean): number => {
    if (!overlapped) return time;
    // The last bucket has nothing to hide behind; the others slow down what hides them.
    const left = Math.max(time - passes * blocks * beside.compute, time / Math.max(2, blocks));
    return left + (time - left) * (besideCommunication - 1);
  };
  const kind = zero === 0 ? "all-reduce" : "reduce-scatter";
  const gradients = collectiveTime(kind, parameters * gradientBytes, group, machine);
  const gathered = zero === 0 ? 0 : collectiveTime("all-gather", parameters * 2, group, machine);
  return exposed(gradients, backward, overlaps.gradients) + exposed(gathered, forward, overlaps.parameters);
}

/** What gathering a block's parameters for both passes and scattering its gradients adds to them, ns for one microbatch. */
export function shardedBlockTime(request: TrainingStepRequest, { block, parameters }: LayerTimes): number {
  const { machine, gradientBytes, tensor } = request;
  const group = replicaGroup(request);
  const own = parameters.block / tensor;
  const gather = collectiveTime("all-gather", own * 2, group, machine);
  const scatter = collectiveTime("reduce-scatter", own * gradientBytes, group, machine);
  const exposed = (time: number, pass: Pass) => Math.max(0, time - pass.compute);
  return exposed(gather, block.forward) + exposed(gather + scatter, block.backward);
}
