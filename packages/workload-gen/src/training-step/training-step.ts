import type { Operation } from "@astra-ts/core";
import { type GpuOptions, stepKernelTime } from "../compute-models/gpu/gpu.js";
import { type LayerTimes, layerTimes, type Pass, type Passes, sum } from "./layer-times.js";
import { collectiveTime, messageTime } from "./machine.js";
import { replicaGroup, replicaTime, shardedBlockTime } from "./replicas.js";
import type { TrainingStepRequest } from "./training-step-request.js";

/** Where the time of a training step goes, ns. */
export interface TrainingStepTime {
  readonly total: number;
  /** Arithmetic of a stage's blocks, over all microbatches. */
  readonly compute: number;
  /** Collectives of tensor parallelism that nothing hides. */
  readonly tensor: number;
  /** Embedding and head; filling and draining the pipeline, uneven stages, and messages between them. */
  readonly pipeline: number;
  /** Adding up gradients and gathering parameters, as far as nothing hides it. */
  readonly data: number;
  readonly optimizer: number;
}

/** Adam with a copy in 32 bits: besides the gradient it reads copy and two moments; it writes those and the parameter. Bytes per parameter. */
const adamBytes = { read: 12, written: 14 };

/** Predicts a training step from its parts: kernels, collectives, and how a pipeline puts them together; no event is simulated. */
export function trainingStep(request: TrainingStepRequest): TrainingStepTime {
  const { pipeline, microbatches, zero, gpu, data, context } = request;
  const layers = layerTimes(request);
  const blocks = request.model.layers / pipeline;
  const own = ownParameters(request, layers.parameters);
  // Parameters that are divided among the replicas are gathered for each pass of each block, and gradients scattered.
  const sharded = zero === 3 ? blocks * shardedBlockTime(request, layers) : 0;
  const stages = stageTimes(layers, blocks, pipeline);
  const pipelined = pipelineTime(request, stages, sharded, layers.boundaryBytes);
  const replicas = replicaTime(request, layers, own.all) + tiedTime(request, own.table);
  const optimizer = optimizerTime(
    zero === 0 ? own.all : own.all / (data * context),
    request.gradientBytes,
    gpu,
  );
  const compute = microbatches * stages.middle.compute;
  const tensor = microbatches * stages.middle.tensor;
  return {
    total: pipelined + replicas + optimizer,
    compute,
    tensor,
    pipeline: pipelined - compute - tensor - microbatches * sharded,
    data: replicas + microbatches * sharded,
    optimizer,
  };
}

/** Times of one microbatch: of a stage's blocks, and of what the first and the last stage have besides. */
interface StageTimes {
  readonly middle: Pass;
  readonly slowest: number;
  /** All stages one after the other. */
  readonly all: number;
}

function stageTimes(layers: LayerTimes, blocks: number, pipeline: number): StageTimes {
  const both = ({ forward, backward }: Passes): number => sum(forward) + sum(backward);
  const { forward, backward } = layers.block;
  const middle = {
    compute: blocks * (forward.compute + backward.compute),
    tensor: blocks * (forward.tensor + backward.tensor),
  };
  const first = both(layers.embedding);
  const last = both(layers.head);
  return {
    middle,
    slowest: sum(middle) + (pipeline === 1 ? first + last : Math.max(first, last)),
    all: pipeline * sum(middle) + first + last,
  };
}

/** All microbatches through all stages, one forward and one backward in turn (Narayanan et al., arXiv:2104.04473): runs of blocks make filling and draining shorter, and messages more. */
function pipelineTime(
  {
    pipeline,
    virtualStages,
    microbatches,
    tensor,
    data,
    context,
    machine,
    sequenceParallel,
  }: TrainingStepRequest,
  { slowest, all }: StageTimes,
  sharded: number,
  boundaryBytes: number,
): number {
  const busy = microbatches * (slowest + sharded);
  if (pipeline === 1) return busy;
  // Ranks that hold equal shares of the tokens send a part each.
  const bytes = boundaryBytes / (sequenceParallel ? 1 : tensor);
  const message = messageTime(bytes, tensor * context * data * pipeline > machine.gpusPerNode, machine);
  const messages = 2 * (microbatches * virtualStages + pipeline - 1);
  return busy + (all - slowest) / virtualStages + messages * message;
}

/** Parameters that one GPU of the first stage holds, and those of its table. */
function ownParameters(
  { model, tensor, pipeline }: TrainingStepRequest,
  { block, embedding, head }: LayerTimes["parameters"],
): { readonly all: number; readonly table: number } {
  const ends = pipeline === 1 ? embedding + head : embedding;
  return { all: ((block * model.layers) / pipeline + ends) / tensor, table: embedding / tensor };
}

/** First and last stage add up the gradients of a table that both hold. */
function tiedTime(request: TrainingStepRequest, table: number): number {
  const { model, pipeline, tensor, machine, gradientBytes } = request;
  if (!model.tiedEmbedding || pipeline === 1) return 0;
  const { size } = replicaGroup(request);
  const within = tensor * size * pipeline <= machine.gpusPerNode;
  return collectiveTime("all-reduce", table * gradientBytes, { size: 2, perNode: within ? 2 : 1 }, machine);
}

function optimizerTime(parameters: number, gradientBytes: number, gpu: GpuOptions): number {
  const update: Operation = {
    kind: "optimizer",
    parameters: Math.ceil(parameters),
    bytesRead: adamBytes.read + gradientBytes,
    bytesWritten: adamBytes.written,
    bytesPerElement: 4,
  };
  // The norm of the gradients is taken before, and they are set to zero after.
  const norm: Operation = {
    kind: "element-wise",
    elements: Math.ceil(parameters),
    inputs: 2,
    operations: 2,
    bytesPerElement: gradientBytes,
  };
  return stepKernelTime(update, gpu) + stepKernelTime(norm, gpu);
}
