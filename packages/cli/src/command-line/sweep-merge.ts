import type { Command } from "commander";
import type { SweepMergeFlags } from "../commands/sweep-merge.js";
import { addOutputOptions } from "../flags/output-flags.js";
import { jsonFlag, pluginFlag, quietFlag } from "../flags/shared-flags.js";
import { parquetFlag } from "./sweep-flags.js";

/** `astra-ts sweep merge`: the results of all shards in one file. */
export function addMergeCommand(sweep: Command): void {
  const command = sweep
    .command("merge")
    .description("bring the results of a sweep's shards into its results file, each point once")
    .argument("<results.jsonl>", "results file of the sweep; those of its shards are found beside it");
  addOutputOptions(command, ["report", "svg", "csv", "out"])
    .option(...parquetFlag)
    .option(...pluginFlag)
    .option(...jsonFlag("the points"))
    .option(...quietFlag("no table"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts sweep examples/exercise-2/sweep.yaml --shard 0/2 --results sizes.jsonl
  $ astra-ts sweep examples/exercise-2/sweep.yaml --shard 1/2 --results sizes.jsonl
  $ astra-ts sweep merge sizes.jsonl --csv sizes.csv`,
    )
    .action(async (file: string, flags: SweepMergeFlags) => {
      const { mergeSweep } = await import("../commands/sweep-merge.js");
      await mergeSweep(file, flags);
    });
}
