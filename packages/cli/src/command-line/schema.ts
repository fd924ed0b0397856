import { Argument, type Command } from "commander";
import type { SchemaFlags } from "../commands/schema.js";
import { savedDocuments } from "../flags/choices.js";
import { pluginFlag } from "../flags/shared-flags.js";

/** `astra-ts schema`: what an experiment may hold, for editors. */
export function addSchemaCommand(program: Command): void {
  program
    .command("schema")
    .description(
      "print the JSON Schema of experiment files, which editors complete and check by, or of results",
    )
    .addArgument(
      new Argument("[document]", "what the schema is of: result is what run --json and --out give, and so on")
        .choices(["experiment", ...savedDocuments])
        .default("experiment"),
    )
    .option(...pluginFlag)
    .option("--out <file.json>", "write it to a file")
    .addHelpText(
      "after",
      `
The first line of an experiment tells an editor: # yaml-language-server: $schema=./astra-ts.schema.json

Examples:
  $ astra-ts schema
  $ astra-ts schema --out astra-ts.schema.json
  $ astra-ts schema result`,
    )
    .action(async (document: string, flags: SchemaFlags) => {
      const { schema } = await import("../commands/schema.js");
      await schema(document, flags);
    });
}
