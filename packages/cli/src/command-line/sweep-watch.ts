import type { Command } from "commander";
import type { SweepWatchFlags } from "../commands/sweep-watch.js";
import { positive } from "../flags/flag-values.js";
import { addOutputOptions } from "../flags/output-flags.js";
import { jsonFlag, pluginFlag, quietFlag } from "../flags/shared-flags.js";
import { parquetFlag } from "./sweep-flags.js";

/** `astra-ts sweep watch`: progress until the end, then the merged results. */
export function addWatchCommand(sweep: Command): void {
  const command = sweep
    .command("watch")
    .description("show how far a sweep is until it ends, and its merged results then")
    .argument("<results.jsonl>", "results file of the sweep; those of its shards are found beside it")
    .option("--interval <seconds>", "time between two looks", positive, 10);
  addOutputOptions(command, ["report", "svg", "csv", "out"])
    .option(...parquetFlag)
    .option(...pluginFlag)
    .option(...jsonFlag("the points"))
    .option(...quietFlag("no progress, no table"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts sweep examples/exercise-2/sweep.yaml --shard 0/1 --results all.jsonl
  $ astra-ts sweep watch all.jsonl --csv all.csv`,
    )
    .action(async (file: string, flags: SweepWatchFlags) => {
      const { watchSweep } = await import("../commands/sweep-watch.js");
      await watchSweep(file, flags);
    });
}
