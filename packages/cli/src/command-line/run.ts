import type { Command } from "commander";
import type { RunFlags } from "../commands/run.js";
import { inputArgument } from "../files/standard-input.js";
import { addExperimentOptions } from "../flags/experiment-flags.js";
import { whole } from "../flags/flag-values.js";
import { addOutputOptions } from "../flags/output-flags.js";
import { jsonFlag, networkFlag, quietFlag } from "../flags/shared-flags.js";
import { addTraceOptions } from "../flags/trace-flags.js";

/** `astra-ts run`: one experiment on one network. */
export function addRunCommand(program: Command): void {
  const command = program
    .command("run")
    .description("simulate one experiment on one network")
    .argument("[experiment]", "experiment file, YAML or JSON; - is standard input", inputArgument)
    .option(...networkFlag)
    .option(...jsonFlag("the result"))
    .option(...quietFlag("no progress, no warnings, no summary"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts run examples/exercise-1/experiment.yaml
  $ astra-ts run examples/exercise-1/experiment.yaml --network analytical-congestion --json
  $ astra-ts run examples/exercise-1/experiment.yaml --set topology.0.npus=16 --report run.html --timeline run.json
  $ astra-ts run --network-configuration examples/exercise-2/switch.json --system-configuration examples/exercise-2/switch.txt \\
      --workload-configuration examples/exercise-2/all_reduce.txt --comm-scale 1024 --path results/`,
    );
  addExperimentOptions(
    addTraceOptions(addOutputOptions(command, ["report", "svg", "timeline", "csv", "out"])),
  )
    .option("--path <folder/>", "write ASTRA-sim's CSV files there")
    .option("--total-stat-rows <n>", "runs that share those files", whole, 1)
    .option("--stat-row <n>", "which of them this run is, from 0", whole, 0)
    .action(async (file: string | undefined, flags: RunFlags) => {
      const { run } = await import("../commands/run.js");
      await run(file, flags);
    });
}
