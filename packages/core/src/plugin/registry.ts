import { AstraError } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import { checkEntries, checkPlugin, kindName } from "./check-plugin.js";
import type { EntryKind, Plugin, PluginEntries } from "./plugin.js";
import { watchedEntry } from "./watched-entries.js";

/** An entry and the plugin that brought it. */
export interface Registered<K extends EntryKind> {
  /** Name of the plugin. */
  readonly owner: string;
  /** Version of the plugin itself, where it states one. */
  readonly ownerVersion: string | undefined;
  readonly entry: PluginEntries[K];
}

/** All entries of the loaded plugins, by kind and name. */
export interface Registry {
  readonly plugins: readonly Plugin[];
  /** The entry of this name. Throws UNKNOWN_NAME with the nearest names; `field` says where the name stood. */
  get<K extends EntryKind>(kind: K, name: string, field?: string): PluginEntries[K];
  /** Whether an entry of this kind and name is registered. */
  has(kind: EntryKind, name: string): boolean;
  /** Every entry of a kind, in order of registration. */
  list<K extends EntryKind>(kind: K): readonly Registered<K>[];
}

/**
 * Puts plugins together. The entries that it hands out are guarded: what goes wrong in a call of one (an exception, a wrong answer, a promise) names its plugin, the entry
 * and the hook, with the code PLUGIN_FAILED or CONTRACT_BROKEN. Throws PLUGIN_INVALID, PLUGIN_VERSION or DUPLICATE_NAME (both owners named). */
export function createRegistry(plugins: readonly unknown[]): Registry {
  const tables = new Map<EntryKind, Map<string, Registered<EntryKind>>>();
  const table = (kind: EntryKind) => {
    const found = tables.get(kind) ?? new Map<string, Registered<EntryKind>>();
    tables.set(kind, found);
    return found;
  };

  const accepted = plugins.map(checkPlugin);
  for (const plugin of accepted) {
    for (const [kind, entries] of Object.entries(plugin.entries) as [
      EntryKind,
      readonly PluginEntries[EntryKind][],
    ][]) {
      checkEntries(plugin, kind, entries);
      for (const entry of entries) {
        const other = table(kind).get(entry.name);
        if (other !== undefined) {
          throw new AstraError("DUPLICATE_NAME", {
            problem: `the plugins "${other.owner}" and "${plugin.name}" both provide a ${kindName(kind)} named "${entry.name}"`,
            hint: "Leave one of them out, or rename an entry.",
          });
        }
        const who = nameOf(kind, entry.name, plugin.name);
        const guarded = isOurs(plugin.name) ? entry : watchedEntry(kind, entry, who);
        table(kind).set(entry.name, { owner: plugin.name, ownerVersion: plugin.version, entry: guarded });
      }
    }
  }

  return {
    plugins: accepted,
    has: (kind, name) => table(kind).has(name),
    list: <K extends EntryKind>(kind: K) => [...table(kind).values()] as unknown as Registered<K>[],
    get<K extends EntryKind>(kind: K, name: string, field?: string): PluginEntries[K] {
      const found = table(kind).get(name);
      if (found !== undefined) return found.entry as PluginEntries[K];
      const names = [...table(kind).keys()];
      throw new AstraError("UNKNOWN_NAME", {
        field,
        problem: `unknown ${kindName(kind)}`,
        found: name,
        expected: names.length === 0 ? "none is registered" : `one of ${names.join(", ")}`,
        hint:
          didYouMean(name, names) ??
          "A plugin that provides it is named under `plugins` in the experiment, or by --plugin.",
      });
    },
  };
}

/** `the network backend "loggp" of the plugin "astra-ts-loggp"`. */
export function ownedName(registry: Registry, kind: EntryKind, name: string): string {
  const owner = registry.list(kind).find(({ entry }) => entry.name === name)?.owner;
  return nameOf(kind, name, owner);
}

function nameOf(kind: EntryKind, name: string, owner: string | undefined): string {
  return `the ${kindName(kind)} "${name}"${owner === undefined ? "" : ` of the plugin "${owner}"`}`;
}

/** Whether a plugin is of astra-ts itself: its errors are defects of ours, and its calls go no detour. */
export function isOurs(plugin: string): boolean {
  return plugin.startsWith("@astra-ts/");
}
