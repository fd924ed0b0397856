import type { Command } from "commander";
import type { CompareFlags } from "../commands/compare.js";
import { inputArgument } from "../files/standard-input.js";
import { addExperimentOptions } from "../flags/experiment-flags.js";
import { collect } from "../flags/flag-values.js";
import { addOutputOptions } from "../flags/output-flags.js";
import { jsonFlag, networksFlag, quietFlag } from "../flags/shared-flags.js";

/** `astra-ts compare`: one experiment on several networks and in several variants, side by side. */
export function addCompareCommand(program: Command): void {
  const command = program
    .command("compare")
    .description("simulate one experiment on several networks, and in variants, and set them side by side")
    .argument("[experiment]", "experiment file, YAML or JSON; - is standard input", inputArgument)
    .option(...networksFlag)
    .option(
      "--variant <name:path=value,…>",
      "a changed form of the experiment, set beside it (repeatable)",
      collect,
      [],
    )
    .option(
      "--re-run",
      "simulate again to find what differences come from, however long it takes (default: where it takes seconds)",
    )
    .option("--no-re-run", "tell differences by the figures of the runs alone")
    .option(...jsonFlag("the results"))
    .option(...quietFlag("no progress, no warnings, no tables"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts compare examples/exercise-1/experiment.yaml
  $ astra-ts compare examples/exercise-1/experiment.yaml --networks analytical,analytical-congestion --report compare.html
  $ astra-ts compare examples/exercise-1/experiment.yaml --networks analytical --variant fast:topology.0.bandwidth=100GiB/s`,
    );
  addExperimentOptions(addOutputOptions(command, ["report", "svg", "timeline", "csv", "out"])).action(
    async (file: string | undefined, flags: CompareFlags) => {
      const { compare } = await import("../commands/compare.js");
      await compare(file, flags);
    },
  );
}
