import { savedJsonSchema } from "@astra-ts/core";
import { experimentJsonSchema } from "../experiment/json-schema.js";
import { writeAtomically } from "../files/write-atomically.js";
import { savedDocuments } from "../flags/choices.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { print } from "../terminal/print.js";

/** Flags of `astra-ts schema`. */
export interface SchemaFlags {
  readonly plugin: string[];
  readonly out?: string;
}

/** Prints or writes a JSON Schema. */
export async function schema(document: string, { plugin, out }: SchemaFlags): Promise<void> {
  const registry = createDefaultRegistry(await loadPlugins({ flags: plugin }));
  const kind = savedDocuments.find((known) => known === document);
  const schema = kind === undefined ? experimentJsonSchema(registry) : savedJsonSchema(kind);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (out === undefined) print(text);
  else writeAtomically(out, text);
}
