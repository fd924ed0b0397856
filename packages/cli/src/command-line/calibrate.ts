import type { Command } from "commander";
import type { CalibrateFlags } from "../commands/calibrate.js";
import { quietFlag } from "../flags/shared-flags.js";

/** `astra-ts calibrate`: a GPU of one's own from measured times. */
export function addCalibrateCommand(program: Command): void {
  program
    .command("calibrate")
    .description("fit the compute model gpu to times that were measured on a GPU")
    .argument("<measured>", "rows of measured times, JSON a line: what measure-gpu.py writes")
    .requiredOption("--output <file.json>", "the GPU, for --accelerator of other commands")
    .option("--like <name>", "GPU to start from: its figures stay where no row tells anything", "h100")
    .option("--device <file.json>", "what the data sheet says; default: that of the GPU to start from")
    .option(...quietFlag("no table"))
    .addHelpText(
      "after",
      `
Rows are fitted in halves first, each half predicted by the other, so that the table shows errors on rows that the fit did not see. That takes some minutes.

Examples:
  $ astra-ts calibrate examples/gpu/attention.jsonl --output my-gpu.json
  $ astra-ts workload generate --model llama3-8b --compute-model gpu --accelerator h100 --output llama.json`,
    )
    .action(async (file: string, flags: CalibrateFlags) => {
      const { runCalibration } = await import("../commands/calibrate.js");
      await runCalibration(file, flags);
    });
}
