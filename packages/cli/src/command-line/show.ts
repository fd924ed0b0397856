import type { Command } from "commander";
import type { ShowFlags } from "../commands/show.js";
import { inputArgument } from "../files/standard-input.js";
import { addOutputOptions } from "../flags/output-flags.js";
import { jsonFlag, pluginFlag, quietFlag } from "../flags/shared-flags.js";

/** `astra-ts show`: saved results, as the command that made them showed them. */
export function addShowCommand(program: Command): void {
  const command = program
    .command("show")
    .description("show saved results again, or turn them into a page, a timeline or CSV")
    .argument(
      "<file>",
      "what --out of run, compare or sweep saved, or the .jsonl file of a sweep; - is standard input",
      inputArgument,
    )
    .option(...pluginFlag)
    .option(...jsonFlag("the results"))
    .option(...quietFlag("print nothing"))
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts run examples/exercise-1/experiment.yaml --network analytical --out result.json
  $ astra-ts show result.json
  $ astra-ts show result.json --report result.html --timeline timeline.json`,
    );
  addOutputOptions(command, ["report", "svg", "timeline", "csv", "out"]).action(
    async (file: string, flags: ShowFlags) => {
      const { show } = await import("../commands/show.js");
      await show(file, flags);
    },
  );
}
