import { AstraError } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import { isObject } from "../schema/shape-of-value.js";
import { apiVersion, type EntryKind, isPlugin, type Plugin } from "./plugin.js";

/** What an entry of each kind is called, and the function without which it cannot be used. */
const kinds: Readonly<Record<EntryKind, readonly [name: string, needed: string]>> = {
  networks: ["network backend", "create"],
  systems: ["system model", "create"],
  workloads: ["workload model", "prepare"],
  trainingLoops: ["training loop", "run"],
  collectives: ["collective algorithm", "plan"],
  computeModels: ["compute model", "create"],
  workloadFormats: ["workload format", "read"],
  topologyFormats: ["topology format", "read"],
  reporters: ["reporter", "report"],
};

/** Every kind of entry, in the order of lists. */
export const entryKinds = Object.keys(kinds) as readonly EntryKind[];

/** `network backend`. */
export function kindName(kind: EntryKind): string {
  return kinds[kind][0];
}

/** `value` as a plugin that this core accepts. Throws PLUGIN_INVALID or PLUGIN_VERSION. */
export function checkPlugin(value: unknown): Plugin {
  if (!isPlugin(value)) {
    throw new AstraError("PLUGIN_INVALID", {
      problem: "this is no plugin of astra-ts",
      found: isObject(value)
        ? `an object with ${Object.keys(value).slice(0, 6).join(", ") || "no keys"}`
        : value,
      expected: "what definePlugin() returns",
      hint: "The module's default export must be `definePlugin({ name, apiVersion, networks: […] })`.",
    });
  }
  if (!Number.isInteger(value.apiVersion)) {
    throw new AstraError("PLUGIN_INVALID", {
      problem: `the plugin "${value.name}" does not say for which version of the plugin interface it was written`,
      field: "apiVersion",
      found: value.apiVersion,
      expected: "a whole number",
      hint: `Write it into the plugin: definePlugin({ name: ${JSON.stringify(value.name)}, apiVersion: ${apiVersion.current}, … }).`,
    });
  }
  if (value.apiVersion < apiVersion.oldest || value.apiVersion > apiVersion.current) {
    const newer = value.apiVersion > apiVersion.current;
    throw new AstraError("PLUGIN_VERSION", {
      problem: `the plugin "${value.name}" was written for another version of the plugin interface`,
      found: value.apiVersion,
      expected: `${apiVersion.oldest} to ${apiVersion.current}`,
      hint: newer ? "Update astra-ts." : `Update the plugin "${value.name}".`,
    });
  }
  return value;
}

/** Throws PLUGIN_INVALID for a kind that core does not know, and for entries that are no list or lack what their kind cannot do without. */
export function checkEntries(plugin: Plugin, kind: string, entries: unknown): void {
  if (!isKind(kind)) {
    throw invalid(
      plugin,
      "brings entries of an unknown kind",
      kind,
      `one of ${entryKinds.join(", ")}`,
      didYouMean(kind, entryKinds),
    );
  }
  if (!Array.isArray(entries))
    throw invalid(plugin, `brings ${kind} that are no list`, typeof entries, `${kind}: […]`);
  const [kindName, needed] = kinds[kind];
  entries.forEach((entry: unknown, index) => {
    const { name, [needed]: member, capabilities } = (entry ?? {}) as Record<string, unknown>;
    if (typeof name !== "string" || name === "")
      throw invalid(plugin, `brings an entry without a name as ${kind}.${index}`, name, "a name");
    if (typeof member !== "function") {
      const what = `the ${kindName} "${name}"`;
      throw invalid(plugin, `brings ${what} without a function \`${needed}\``, typeof member, "a function");
    }
    if (kind === "networks" && !isObject(capabilities)) {
      throw invalid(
        plugin,
        `brings the network backend "${name}" that does not say what it can do`,
        capabilities,
        "capabilities: { contention, perLinkReport, lockStep, ordered }, each true or false",
      );
    }
  });
}

function isKind(name: string): name is EntryKind {
  return Object.hasOwn(kinds, name);
}

function invalid(
  { name }: Plugin,
  problem: string,
  found: unknown,
  expected: string,
  hint?: string,
): AstraError {
  return new AstraError("PLUGIN_INVALID", {
    problem: `the plugin "${name}" ${problem}`,
    found,
    expected,
    hint,
  });
}
