import { parseSize } from "@astra-ts/core";
import { accelerators } from "@astra-ts/workload-gen";
import { Option } from "commander";
import { dataTypes } from "./choices.js";
import { collectOption } from "./compute-option.js";

// What commands that time operations have in common.

export const acceleratorFlag = [
  "--accelerator <name>",
  `by name: ${accelerators.map(({ name }) => name).join(", ")}; or a GPU's file that calibrate wrote (default: a100)`,
] as const;

export const memoryFlag = [
  "--memory <size>",
  "memory of one NPU, such as 80GiB, to tell what does not fit; default: the accelerator's",
  (text: string) => parseSize(text, "--memory"),
] as const;

export const computeModelFlag = [
  "--compute-model <name>",
  "gpu, roofline, systolic, table, fixed or a plugin's; default: gpu for the GPUs that it knows, else roofline",
] as const;

/** May be given several times. */
export const computeOptionFlag = [
  "--compute-option <key=value>",
  "option of the compute model, such as rows=128 or entries=@measured.json (repeatable)",
  collectOption,
  {} as Record<string, unknown>,
] as const;

export function dataTypeOption(): Option {
  return new Option(
    "--dtype <type>",
    "data type of parameters, gradients and activations; default: bf16",
  ).choices(Object.keys(dataTypes));
}

export function scheduleOption(): Option {
  return new Option("--schedule <name>", "order of microbatches in the pipeline").choices(["1f1b", "gpipe"]);
}

export function checkpointingOption(...choices: readonly string[]): Option {
  return new Option("--checkpointing <what>", "what the backward pass computes again").choices(choices);
}
