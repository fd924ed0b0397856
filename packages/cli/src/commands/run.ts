import process from "node:process";
import type { Command } from "commander";
import { showWarnings } from "../terminal/messages.js";
import { renderSummary } from "../terminal/summary.js";
import {
  addExperimentOptions,
  chooseNetworks,
  type ExperimentFlags,
  resolveExperiment,
} from "./experiment-options.js";
import { runOne } from "./run-one.js";

interface RunFlags extends ExperimentFlags {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `astra-ts run`: one experiment on one network. */
export function addRunCommand(program: Command): void {
  const command = program
    .command("run")
    .description("simulate one experiment on one network")
    .argument("[experiment]", "experiment file, YAML or JSON")
    .option("--network <name>", "network backend, in place of the experiment's")
    .option("--json", "print the result as JSON on standard output", false)
    .option("--quiet", "no progress, no warnings", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts run examples/exercise-1/experiment.yaml
  $ astra-ts run examples/exercise-1/experiment.yaml --network packet --json
  $ astra-ts run examples/exercise-1/experiment.yaml --set topology.0.npus=16
  $ astra-ts run --network-configuration examples/exercise-2/switch.json --system-configuration examples/exercise-2/switch.txt \\
      --workload-configuration examples/exercise-2/all_reduce.txt --comm-scale 1024`,
    );
  addExperimentOptions(command).action(async (file: string | undefined, flags: RunFlags) => {
    const resolved = await resolveExperiment(file, flags);
    const [network] = chooseNetworks(resolved, flags.network);
    const result = await runOne(resolved, network!, flags.quiet || flags.json);
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      return;
    }
    if (!flags.quiet) showWarnings(result.warnings);
    process.stdout.write(`${renderSummary(result)}\n`);
  });
}
