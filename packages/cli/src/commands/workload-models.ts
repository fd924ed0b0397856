import { modelFigures, zoo, zooAliases } from "@astra-ts/workload-gen";
import type { Command } from "commander";
import { print } from "../terminal/print.js";
import { renderModels } from "../terminal/workload-tables.js";

/** `astra-ts workload models`: the zoo. */
export function addModelsCommand(parent: Command): void {
  parent
    .command("models")
    .description("list the models of the zoo with their figures and sources")
    .option("--json", "print the list as JSON on standard output", false)
    .addHelpText("after", "\nExamples:\n  $ astra-ts workload models")
    .action(({ json }: { json: boolean }) => {
      const figures = zoo.map((model) => modelFigures(model));
      const text = json ? JSON.stringify(figures, null, 2) : renderModels(figures, zooAliases);
      print(`${text}\n`);
    });
}
