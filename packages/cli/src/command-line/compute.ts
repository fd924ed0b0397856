import type { Command } from "commander";
import type { ComputeRowsFlags } from "../commands/compute.js";
import { jsonFlag } from "../flags/shared-flags.js";

/** `astra-ts compute`: how long kernels, blocks and training steps take on a GPU, beside measured times where there are any. */
export function addComputeCommand(program: Command): void {
  program
    .command("compute")
    .description(
      "predict what kernels, blocks and training steps take on a GPU, and compare with measured times",
    )
    .argument("<rows>", "sizes and measured times, a JSON object a line: what measure-gpu.py writes")
    .option(
      "--accelerator <name>",
      "GPU to predict them for, by name or by the file that calibrate wrote",
      "h100",
    )
    .option(...jsonFlag("the predicted time of each row, us,", ", in place of the errors by kind"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts compute examples/gpu/attention.jsonl --accelerator h100
  $ astra-ts compute examples/gpu/attention.jsonl --accelerator h200 --json`,
    )
    .action(async (file: string, flags: ComputeRowsFlags) => {
      const { compute } = await import("../commands/compute.js");
      compute(file, flags);
    });
}
