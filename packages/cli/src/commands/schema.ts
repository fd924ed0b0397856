import { savedJsonSchema } from "@astra-ts/core";
import { Argument, type Command } from "commander";
import { experimentJsonSchema } from "../experiment/json-schema.js";
import { writeAtomically } from "../files/write-atomically.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { print } from "../terminal/print.js";
import { collect } from "./flag-values.js";

/** Documents beside experiments. */
const saved = ["result", "comparison", "sweep"] as const;

/** `astra-ts schema`: what an experiment may hold, for editors. */
export function addSchemaCommand(program: Command): void {
  program
    .command("schema")
    .description(
      "print the JSON Schema of experiment files, which editors complete and check by, or of results",
    )
    .addArgument(
      new Argument("[document]", "what the schema is of: result is what run --json and --out give, and so on")
        .choices(["experiment", ...saved])
        .default("experiment"),
    )
    .option("--plugin <module>", "load a plugin, by package name or path (repeatable)", collect, [])
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
    .action(async (document: string, { plugin, out }: { plugin: string[]; out?: string }) => {
      const registry = createDefaultRegistry(await loadPlugins({ flags: plugin }));
      const kind = saved.find((known) => known === document);
      const schema = kind === undefined ? experimentJsonSchema(registry) : savedJsonSchema(kind);
      const text = `${JSON.stringify(schema, null, 2)}\n`;
      if (out === undefined) print(text);
      else writeAtomically(out, text);
    });
}
