import { availableParallelism } from "node:os";
import type { Command } from "commander";
import type { SweepFlags } from "../commands/sweep.js";
import { inputArgument } from "../files/standard-input.js";
import { whole, words } from "../flags/flag-values.js";
import { addOutputOptions } from "../flags/output-flags.js";
import { addPluginOptions } from "../flags/plugin-flags.js";
import { jsonFlag, networksFlag, quietFlag, setFlag } from "../flags/shared-flags.js";
import { memoryBudgetFlag } from "../limits/memory-budgets.js";
import { keepResultsFlag, parquetFlag, resultsFlag, retryFailedFlag, varyFlag } from "./sweep-flags.js";
import { addMergeCommand } from "./sweep-merge.js";
import { addStatusCommand } from "./sweep-status.js";
import { addSubmitCommand } from "./sweep-submit.js";
import { addWatchCommand } from "./sweep-watch.js";

/** `astra-ts sweep`: many runs of one experiment over a grid or a list of settings. */
export function addSweepCommand(program: Command): void {
  const command = program
    .command("sweep")
    .description("simulate an experiment over a grid or a list of settings, in parallel")
    .argument(
      "<experiment>",
      "experiment file, YAML or JSON, with a section `sweep:`, or with --vary; - is standard input",
      inputArgument,
    )
    .option(...varyFlag)
    .option(...networksFlag)
    .option(...setFlag);
  addPluginOptions(command)
    .option("--workers <n>", "worker threads; 1 runs in the command itself", whole, availableParallelism())
    .option(...resultsFlag)
    .option(
      "--shard <i/n>",
      "run one of n parts, from 0: 0/8, or env/8 or env within a job array or an Indexed Job",
    )
    .option(...keepResultsFlag)
    .option(...memoryBudgetFlag)
    .option(...retryFailedFlag)
    .option("--pareto <a,b>", "two measures to weigh, such as total_ns,cost", words)
    .option(
      "--within <names>",
      "with --pareto: parameters whose values are not weighed against each other",
      words,
    )
    .option("--list", "print the points and stop", false);
  addOutputOptions(command, ["report", "svg", "csv", "out"])
    .option(...parquetFlag)
    .option(...jsonFlag("the points"))
    .option(...quietFlag("no progress, no table"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts sweep examples/exercise-2/sweep.yaml
  $ astra-ts sweep examples/exercise-1/experiment.yaml --vary topology.0.npus=4,8,16 --networks analytical,analytical-congestion
  $ astra-ts sweep examples/exercise-2/sweep.yaml --workers 2 --csv sizes.csv --report sizes.html`,
    )
    .action(async (file: string, flags: SweepFlags) => {
      const { sweep } = await import("../commands/sweep.js");
      await sweep(file, flags);
    });
  command.enablePositionalOptions();
  addMergeCommand(command);
  addStatusCommand(command);
  addSubmitCommand(command);
  addWatchCommand(command);
}
