import type { Command } from "commander";
import type { ModelsFlags } from "../commands/workload-models.js";
import { jsonFlag } from "../flags/shared-flags.js";

/** `astra-ts workload models`: the zoo. */
export function addModelsCommand(parent: Command): void {
  parent
    .command("models")
    .description("list the models of the zoo with their figures and sources")
    .option(...jsonFlag("the list"))
    .addHelpText("after", "\nExamples:\n  $ astra-ts workload models")
    .action(async (flags: ModelsFlags) => {
      const { listModels } = await import("../commands/workload-models.js");
      await listModels(flags);
    });
}
