import { type Command, Option } from "commander";
import type { SweepSubmitFlags } from "../commands/sweep-submit.js";
import { collect, positive, whole } from "../flags/flag-values.js";
import { addPluginOptions } from "../flags/plugin-flags.js";
import { networksFlag, setFlag } from "../flags/shared-flags.js";
import { memoryBudgetFlag, memorySize } from "../limits/memory-budgets.js";
import { keepResultsFlag, resultsFlag, retryFailedFlag, varyFlag } from "./sweep-flags.js";

/** `astra-ts sweep submit`: a sweep as an array of shards on a cluster. */
export function addSubmitCommand(sweep: Command): void {
  const command = sweep
    .command("submit")
    .description("give a sweep to Slurm or Kubernetes, in shards, or run it here")
    .argument("<experiment>", "experiment file, as astra-ts sweep takes it")
    .addOption(
      new Option("--engine <name>", "what runs the shards")
        .choices(["slurm", "kubernetes", "local"])
        .makeOptionMandatory(),
    )
    .option("--shards <n>", "parts to run; default: as many as take some ten minutes each", positive)
    .option("--workers <n>", "worker threads of a shard, and cores that it asks for", positive, 1)
    .option(...varyFlag)
    .option(...networksFlag)
    .option(...setFlag);
  addPluginOptions(command)
    .option(...resultsFlag)
    .option(...keepResultsFlag)
    .option(...memoryBudgetFlag)
    .option(...retryFailedFlag)
    .option("--time <minutes>", "time that a shard may take; default: by an estimate", positive)
    .option(
      "--memory <size>",
      "memory that a shard asks for, such as 4GiB; default: by an estimate",
      memorySize,
    )
    .option("--retries <n>", "how often a shard that was cut off is run again", whole, 2)
    .option(
      "--sbatch <option>",
      "further option for sbatch, such as --partition=long (repeatable)",
      collect,
      [],
    )
    .option("--image <name>", "kubernetes: image that has astra-ts")
    .option("--volume <claim>", "kubernetes: claim of the volume that holds this folder")
    .option("--dry-run", "print what would be submitted, and stop", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts sweep submit examples/exercise-2/sweep.yaml --engine slurm --shards 4 --dry-run
  $ astra-ts sweep submit examples/exercise-2/sweep.yaml --engine kubernetes --image astra-ts:1 --volume sweeps --dry-run
  $ astra-ts sweep submit examples/exercise-2/sweep.yaml --engine local --workers 2`,
    )
    .action(async (file: string, flags: SweepSubmitFlags) => {
      const { submitSweep } = await import("../commands/sweep-submit.js");
      await submitSweep(file, flags);
    });
}
