import type { Command } from "commander";
import type { ExplainFlags } from "../commands/explain.js";
import { inputArgument } from "../files/standard-input.js";
import { addExperimentOptions } from "../flags/experiment-flags.js";
import { jsonFlag, networkFlag, quietFlag } from "../flags/shared-flags.js";

/** `astra-ts explain`: where the time of a run went, in words. */
export function addExplainCommand(program: Command): void {
  const command = program
    .command("explain")
    .description("say in words where the time of a run went, and what would help most")
    .argument("[file]", "a saved result, or an experiment to run; - is standard input", inputArgument)
    .option(...networkFlag)
    .option(...jsonFlag("the explanation"))
    .option(...quietFlag("no progress, no warnings"))
    .option(
      "--re-run",
      "simulate again what would help most, however long it takes (default: where it takes seconds)",
    )
    .option("--no-re-run", "give estimates alone")
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts explain examples/exercise-1/experiment.yaml
  $ astra-ts explain examples/exercise-1/experiment.yaml --set topology.0.bandwidth=100GiB/s`,
    );
  addExperimentOptions(command).action(async (file: string | undefined, flags: ExplainFlags) => {
    const { explainRuns } = await import("../commands/explain.js");
    await explainRuns(file, flags);
  });
}
