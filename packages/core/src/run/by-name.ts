import type { EntryKind, PluginEntries } from "../plugin/plugin.js";
import type { Registry } from "../plugin/registry.js";

/** The entries of a kind, of all plugins, by name. */
export function byName<K extends EntryKind>(
  registry: Registry,
  kind: K,
): ReadonlyMap<string, PluginEntries[K]> {
  return new Map(registry.list(kind).map(({ entry }) => [entry.name, entry]));
}
