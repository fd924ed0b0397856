import {
  type GpuDevice,
  type GpuOptions,
  gpus,
  type Machine,
  machines,
  type TrainingStepRequest,
  type TransformerModel,
} from "@astra-ts/workload-gen";
import type { PublishedRow } from "./row.js";
import { softwareOf } from "./software.js";

/** A row as an experiment, or why it is none. */
export type Experiment =
  | { readonly request: TrainingStepRequest; readonly gpu: string }
  | { readonly reason: string };

/** GPUs by how sources write them; the first that fits is taken, and one without a name is not known. */
const gpuNames: readonly (readonly [RegExp, string | undefined])[] = [
  [/PCIe|NVL\b/i, undefined],
  [/A100.*40/, "a100-40gb"],
  [/A100/, "a100"],
  [/GH200/, "gh200"],
  [/H100/, "h100"],
  [/H200/, "h200"],
  [/V100/, "v100"],
];
/** Machines that GPUs stand in, where a source says nothing else. */
const machineNames: Readonly<Record<string, string>> = {
  v100: "dgx-1-v100",
  a100: "dgx-a100",
  "a100-40gb": "dgx-a100",
  h100: "dgx-h100",
  h200: "dgx-h100",
  gh200: "dgx-h100",
};
const bytesPerGigabit = 1 / 8;

/** Makes an experiment of a row, by one rule for all sources. Nothing is fitted to a row or a source; what a row leaves out takes a default of its machine or its software. */
export function experimentOf(row: PublishedRow): Experiment {
  const gpu = gpuNames.find(([pattern]) => pattern.test(row.hardware.gpu))?.[1];
  if (gpu === undefined) return { reason: `GPU without figures` };
  const reason = obstacle(row);
  if (reason !== undefined) return { reason };
  const { model, parallelism, batch, hardware } = row;
  const { tp, pp, cp, vpp, sp, zero_stage: stage, fsdp } = parallelism!;
  const [tensor, pipeline, context] = [tp ?? 1, pp ?? 1, cp ?? 1];
  const data = hardware.gpus! / (tensor * pipeline * context);
  if (!Number.isInteger(data)) return { reason: "the degrees do not multiply to the number of GPUs" };
  const microbatch = batch!.micro_batch ?? 1;
  const microbatches = batch!.global_batch! / data / microbatch;
  if (!Number.isInteger(microbatches) || microbatches < 1 || !Number.isInteger(microbatch)) {
    return { reason: "the batch does not divide into microbatches" };
  }
  if (model.heads! % tensor !== 0 || model.ffn! % tensor !== 0 || model.seq! % (context * tensor) !== 0) {
    return { reason: "heads, columns or tokens do not divide by the degrees" };
  }
  const [precision, recompute, sharding, overlap, software] = [
    row.precision,
    row.recompute,
    row.optimizer_sharding,
    row.overlap,
    row.software,
  ].map(textOf) as [string, string, string, string, string];
  const fullySharded = stage === 3 || fsdp === "FULL_SHARD";
  return {
    gpu,
    request: {
      model: transformer(row),
      sequence: model.seq!,
      microbatch,
      microbatches,
      tensor,
      pipeline,
      data,
      context,
      virtualStages: vpp ?? 1,
      sequenceParallel: tensor > 1 && (sp === true || typeof sp === "string"),
      recomputed: recomputedOf(recompute),
      zero: fullySharded
        ? 3
        : stage === 2
          ? 2
          : stage === 1 || /ZeRO-1|distributed|SHARD_GRAD/i.test(sharding)
            ? 1
            : 0,
      dataType: /fp8|float8/i.test(precision) && !/FP8=False/.test(precision) ? "fp8" : "bf16",
      ...softwareOf({
        set: row.set,
        source: JSON.stringify(row.source),
        software,
        overlap,
        sharding,
        precision,
        gpu,
        fullySharded,
      }),
      gpu: gpuOf(row, gpu),
      machine: machineOf(row, gpu),
    },
  };
}

/** Why a row cannot be said as an experiment. */
function obstacle({
  model,
  hardware,
  parallelism,
  batch,
  task,
  precision,
}: PublishedRow): string | undefined {
  if (model.kind?.startsWith("CNN") || /resnet/i.test(model.name)) return "a convolutional network";
  if (/LoRA/i.test(task ?? "")) return "fine-tuning of some parameters";
  if (/train step/.test(task ?? "")) return "a step without its optimizer";
  if (model.experts != null) return "a mixture of experts";
  if (model.encoder_layers != null || /bert|t5/i.test(model.name)) return "an encoder";
  if (/nvfp4|MX|int8|FP8-CS|fp32/i.test(precision ?? "")) return "a data type without figures";
  const { layers, hidden, heads, seq, vocab, ffn } = model;
  if (!layers || !hidden || !heads || !seq || !vocab || !ffn) return "sizes of the model are not told";
  return !hardware.gpus || parallelism == null || !batch?.global_batch
    ? "parallelism or batch is not told"
    : undefined;
}

/** What is computed again. Selective by operation keeps every second product; by layer, every second block. */
function recomputedOf(told: string): TrainingStepRequest["recomputed"] {
  if (/full.*0 layers/i.test(told)) return "none";
  if (/full/i.test(told)) return 1;
  if (/per op|2nd layer/i.test(told)) return 0.5;
  return /selective/i.test(told) ? "attention" : "none";
}

/** A model by its sizes: with a gated feed-forward network it is taken for one like Llama, else for one like GPT. */
function transformer({ model, id }: PublishedRow): TransformerModel {
  const gated = model.gated ?? false;
  return {
    family: "transformer",
    name: model.name,
    source: id,
    layers: model.layers!,
    hidden: model.hidden!,
    heads: model.heads!,
    keyValueHeads: model.kv_heads ?? model.heads!,
    headDimension: model.head_dim ?? model.hidden! / model.heads!,
    feedForward: model.ffn!,
    gated,
    biases: !gated && !/mpt/i.test(model.name),
    positions: gated ? "rotary" : "learned",
    normalisation: gated ? "rms" : "layer",
    tiedEmbedding: !gated,
    dropout: !gated,
    vocabulary: model.vocab!,
    context: model.seq!,
  };
}

function gpuOf({ hardware }: PublishedRow, name: string): GpuOptions {
  const { device, efficiencies } = gpus.find((gpu) => gpu.name === name)!;
  const own = { ...device, ...(hardware.mem_GBps && { memoryBandwidth: hardware.mem_GBps }) };
  return { device: /power limit|lower TDP/.test(hardware.gpu) ? limited(own) : own, efficiencies };
}

/** An H100 limited to 500 W in place of 700 W. Power goes with clock and the square of voltage; the clock is taken to go with the root of power. */
function limited(device: GpuDevice): GpuDevice {
  const clock = Math.sqrt(500 / 700);
  const { fp16, fp8, ...others } = device.peakFlops;
  return {
    ...device,
    vectorFlops: device.vectorFlops * clock,
    peakFlops: { ...others, fp16: fp16 * clock, ...(fp8 && { fp8: fp8 * clock }) },
  };
}

/** The machine that a GPU stands in, with the cards that a source tells of. */
function machineOf({ hardware }: PublishedRow, gpu: string): Machine {
  const known = machines.find(({ name }) => name === machineNames[gpu])!;
  const { nics_per_node: cards, nic_gbps: rate, inter_node_gbps: all } = hardware;
  const told = all ?? (cards && rate ? cards * rate : undefined);
  return {
    ...known,
    gpusPerNode: hardware.gpus_per_node ?? known.gpusPerNode,
    ...(told && { networkBandwidth: told * bytesPerGigabit }),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
