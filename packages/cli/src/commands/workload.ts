import type { Command } from "commander";
import { addGenerateCommand } from "./workload-generate.js";
import { addInspectCommand } from "./workload-inspect.js";
import { addModelsCommand } from "./workload-models.js";

/** `astra-ts workload …`: make workload files, and look into them. */
export function addWorkloadCommands(program: Command): void {
  const workload = program
    .command("workload")
    .description("make workload files, and look into them")
    .addHelpText("after", "\nExamples:\n  $ astra-ts workload models");
  addGenerateCommand(workload);
  addInspectCommand(workload);
  addModelsCommand(workload);
}
