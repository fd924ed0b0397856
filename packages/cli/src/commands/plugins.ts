import { type EntryKind, entryKinds, type Registry, type StandardSchema } from "@astra-ts/core";
import { type JsonSchema, optionsJsonSchema } from "../experiment/json-schema.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { print } from "../terminal/print.js";
import { renderTable } from "../terminal/table.js";

/** Flags of `astra-ts plugins`. */
export interface PluginsFlags {
  readonly plugin: string[];
  readonly options: boolean;
  readonly json: boolean;
}

/** Lists every entry of every plugin. */
export async function listPlugins(flags: PluginsFlags): Promise<void> {
  const entries = entriesOf(createDefaultRegistry(await loadPlugins({ flags: flags.plugin })));
  if (flags.json) print(`${JSON.stringify(entries, null, 2)}\n`);
  else {
    print(`${renderEntries(entries)}\n`);
    if (flags.options) print(`\n${entries.flatMap(renderOptions).join("\n\n")}\n`);
  }
}

interface ListedEntry {
  readonly kind: EntryKind;
  readonly name: string;
  readonly description: string;
  /** Plugin that brings it, and its version where it says one. */
  readonly owner: string;
  readonly version?: string;
  /** Absent for entries that take none. */
  readonly options?: JsonSchema;
}

function entriesOf(registry: Registry): ListedEntry[] {
  return entryKinds.flatMap((kind) =>
    registry.list(kind).map(({ owner, ownerVersion, entry }) => {
      const { options } = entry as { options?: StandardSchema };
      return {
        kind,
        name: entry.name,
        description: entry.description,
        owner,
        version: ownerVersion,
        ...(options === undefined ? {} : { options: optionsJsonSchema(options) }),
      };
    }),
  );
}

function renderEntries(entries: readonly ListedEntry[]): string {
  const groups = new Map<string, ListedEntry[]>();
  for (const entry of entries) {
    const { kind, owner, version } = entry;
    const title = `${kind} of ${owner}${version === undefined ? "" : ` ${version}`}`;
    groups.set(title, [...(groups.get(title) ?? []), entry]);
  }
  return [...groups]
    .map(([title, group]) => {
      const rows = group.map(({ name, description }) => [name, description]);
      return `${title}:\n\n${renderTable([{ title: "name" }, { title: "description" }], rows)}`;
    })
    .join("\n\n");
}

function renderOptions({ kind, name, options }: ListedEntry): string[] {
  const properties = Object.entries(options?.properties ?? {});
  if (properties.length === 0) return [];
  const rows = properties.map(([key, schema]) => [
    key,
    typeOf(schema),
    schema.default === undefined ? "" : JSON.stringify(schema.default),
    String(schema.description ?? ""),
  ]);
  const columns = [{ title: "option" }, { title: "value" }, { title: "default" }, { title: "meaning" }];
  return [`Options of ${name} (${kind}):\n\n${renderTable(columns, rows)}`];
}

function typeOf(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" | ");
  return String(schema.type ?? "any");
}
