import process from "node:process";
import type { Result } from "@astra-ts/core";
import type { Command } from "commander";
import { renderComparison } from "../terminal/comparison.js";
import { showWarnings } from "../terminal/messages.js";
import {
  addExperimentOptions,
  chooseNetworks,
  type ExperimentFlags,
  resolveExperiment,
} from "./experiment-options.js";
import { runOne } from "./run-one.js";

interface CompareFlags extends ExperimentFlags {
  readonly networks?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `astra-ts compare`: one experiment on several networks, side by side. */
export function addCompareCommand(program: Command): void {
  const command = program
    .command("compare")
    .description("simulate one experiment on several networks and set them side by side")
    .argument("[experiment]", "experiment file, YAML or JSON")
    .option("--networks <list>", "network backends, comma-separated, in place of the experiment's")
    .option("--json", "print the results as JSON on standard output", false)
    .option("--quiet", "no progress, no warnings", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts compare examples/exercise-1/experiment.yaml
  $ astra-ts compare examples/exercise-1/experiment.yaml --networks analytical,analytical-congestion,packet`,
    );
  addExperimentOptions(command).action(async (file: string | undefined, flags: CompareFlags) => {
    const resolved = await resolveExperiment(file, flags);
    const results: Result[] = [];
    for (const network of chooseNetworks(resolved, flags.networks)) {
      results.push(await runOne(resolved, network, flags.quiet || flags.json));
    }
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
      return;
    }
    if (!flags.quiet) showWarnings([...new Set(results.flatMap(({ warnings }) => warnings))]);
    const [{ name, npus }] = results as [Result];
    process.stdout.write(`${name}: ${npus} NPUs\n\n${renderComparison(results)}\n`);
  });
}
