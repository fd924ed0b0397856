import type { TrainingStepRequest } from "@astra-ts/workload-gen";

/** What a training program's software does, of which sources say little more than its name and date. */
export type Software = Pick<
  TrainingStepRequest,
  "attention" | "eager" | "calledFromPython" | "overlaps" | "gradientBytes"
>;

/** What a row says of its software, each as text. */
export interface Told {
  readonly set: string;
  readonly source: string;
  readonly software: string;
  readonly overlap: string;
  readonly sharding: string;
  readonly precision: string;
  readonly gpu: string;
  readonly fullySharded: boolean;
}

/** Megatron-LM and what was built on it until the start of 2023: kernels called from Python one by one, attention that writes its scores, gradients added up after the last of them. */
const early = /2021|2022|Megatron-DeepSpeed|OneFlow|Megatron-LM v?2|NeMo Megatron 2[23]/;
const earlyPapers = /2104\.04473|2205\.05198|Megatron-DeepSpeed/;

/** Kernels, host and overlaps by the software's name and date. */
export function softwareOf(told: Told): Software {
  const { software, overlap, sharding, precision, fullySharded } = told;
  const old = early.test(software) || earlyPapers.test(told.source);
  const inTurn = old || /InternEvo/.test(software);
  const overlapped = !inTurn || /torch: overlapped/.test(sharding);
  // Fully sharded and distributed optimizers of PyTorch and NeMo add gradients up in the type of the parameters, as does everything that trains in fp16.
  const narrow =
    /fp16/i.test(precision) ||
    fullySharded ||
    /NeMo (Megatron|Framework) Release|NeMo Megatron/.test(software);
  return {
    ...kernelsOf(told, old),
    gradientBytes: narrow ? 2 : 4,
    overlaps: {
      gradients: overlapped,
      parameters: overlapped,
      tensor: /tp-comm-overlap|Async ?TP/i.test(overlap) || told.set === "mlperf" || software === "MegaScale",
    },
  };
}

function kernelsOf(
  { software, overlap, gpu }: Told,
  old: boolean,
): Pick<Software, "attention" | "eager" | "calledFromPython"> {
  if (old) return { attention: "plain", eager: false, calledFromPython: true };
  if (/llm-foundry/.test(software)) {
    return { attention: gpu.startsWith("a100") ? "flash-1" : "flash-2", eager: true, calledFromPython: true };
  }
  if (/InternEvo/.test(software)) return { attention: "flash-2", eager: true, calledFromPython: true };
  if (/torchtitan/.test(software)) {
    return { attention: "flash-2", eager: !/compile/.test(overlap), calledFromPython: false };
  }
  return { attention: "latest", eager: false, calledFromPython: false };
}
