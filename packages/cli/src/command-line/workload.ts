import type { Command } from "commander";
import { addConvertCommand } from "./workload-convert.js";
import { addGenerateCommand } from "./workload-generate.js";
import { addImportCommand } from "./workload-import.js";
import { addInspectCommand } from "./workload-inspect.js";
import { addModelsCommand } from "./workload-models.js";
import { addSearchCommand } from "./workload-search.js";

/** `astra-ts workload …`: make workload files, look into them, and turn one format into another. */
export function addWorkloadCommands(program: Command): void {
  const workload = program
    .command("workload")
    .description("make workload files, look into them, and turn one format into another")
    .addHelpText("after", "\nExamples:\n  $ astra-ts workload models");
  addGenerateCommand(workload);
  addImportCommand(workload);
  addInspectCommand(workload);
  addConvertCommand(workload);
  addModelsCommand(workload);
  addSearchCommand(workload);
}
