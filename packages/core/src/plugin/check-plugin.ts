import { AstraError } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import { apiVersion, type EntryKind, isPlugin, type Plugin } from "./plugin.js";

/** What an entry of each kind is called. */
export const kindNames: Record<EntryKind, string> = {
  networks: "network backend",
  systems: "system model",
  workloads: "workload model",
  trainingLoops: "training loop",
  collectives: "collective algorithm",
  computeModels: "compute model",
  workloadFormats: "workload format",
  topologyFormats: "topology format",
  reporters: "reporter",
};

/** Every kind of entry, in the order of lists. */
export const entryKinds = Object.keys(kindNames) as readonly EntryKind[];

/** The function without which an entry of a kind cannot be used. */
const functions: Record<EntryKind, string> = {
  networks: "create",
  systems: "create",
  workloads: "prepare",
  trainingLoops: "run",
  collectives: "plan",
  computeModels: "create",
  workloadFormats: "read",
  topologyFormats: "read",
  reporters: "report",
};

/** `value` as a plugin that this core accepts. Throws PLUGIN_INVALID or PLUGIN_VERSION. */
export function checkPlugin(value: unknown): Plugin {
  if (!isPlugin(value)) {
    throw new AstraError("PLUGIN_INVALID", {
      problem: "this is no plugin of astra-ts",
      found:
        typeof value === "object" && value !== null
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
  if (!Object.hasOwn(kindNames, kind)) {
    throw invalid(
      plugin,
      "brings entries of an unknown kind",
      kind,
      `one of ${Object.keys(kindNames).join(", ")}`,
      didYouMean(kind, Object.keys(kindNames)),
    );
  }
  if (!Array.isArray(entries))
    throw invalid(plugin, `brings ${kind} that are no list`, typeof entries, `${kind}: […]`);
  const { [kind as EntryKind]: needed } = functions;
  entries.forEach((entry: unknown, index) => {
    const { name, [needed]: member, capabilities } = (entry ?? {}) as Record<string, unknown>;
    if (typeof name !== "string" || name === "")
      throw invalid(plugin, `brings an entry without a name as ${kind}.${index}`, name, "a name");
    if (typeof member !== "function") {
      const what = `the ${kindNames[kind as EntryKind]} "${name}"`;
      throw invalid(plugin, `brings ${what} without a function \`${needed}\``, typeof member, "a function");
    }
    if (kind === "networks" && (typeof capabilities !== "object" || capabilities === null)) {
      throw invalid(
        plugin,
        `brings the network backend "${name}" that does not say what it can do`,
        capabilities,
        "capabilities: { contention, perLinkReport, lockStep, ordered }, each true or false",
      );
    }
  });
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
