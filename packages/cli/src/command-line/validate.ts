import type { Command } from "commander";
import type { ValidateFlags } from "../commands/validate.js";
import { inputArgument } from "../files/standard-input.js";
import { addPluginOptions } from "../flags/plugin-flags.js";
import { jsonFlag, setFlag } from "../flags/shared-flags.js";

/** `astra-ts validate`: everything that is wrong with an experiment, at once. */
export function addValidateCommand(program: Command): void {
  const command = program
    .command("validate")
    .description(
      "say everything that is wrong with an experiment, without running it, or what another file is",
    )
    .argument(
      "<file>",
      "experiment, YAML or JSON; or any file that you wonder about; - is standard input",
      inputArgument,
    )
    .option(...setFlag);
  addPluginOptions(command)
    .option(...jsonFlag("the problems"))
    .addHelpText(
      "after",
      `
Every problem has its file, line and field, the value found, what was expected, and a hint. The exit code is 2 where there is one.
Without --trust-plugins, plugins that the experiment names by path are not loaded, and everything else is checked.

Examples:
  $ astra-ts validate examples/exercise-1/experiment.yaml
  $ astra-ts validate examples/exercise-3/sweep.yaml --json
  $ astra-ts validate examples/exercise-1/ring.json`,
    )
    .action(async (file: string, flags: ValidateFlags) => {
      const { validate } = await import("../commands/validate.js");
      await validate(file, flags);
    });
}
