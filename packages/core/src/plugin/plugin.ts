import type { CollectiveAlgorithm } from "../collective/collective.js";
import type { ComputeModel } from "../compute/compute-model.js";
import type { NetworkBackend } from "../network/network.js";
import type { SystemModel } from "../system/system.js";
import type { AnyWorkloadModel } from "../workload/model.js";
import type { TrainingLoop } from "../workload/training-loop.js";

/** Version of the plugin interface that this core implements, and the oldest that it still accepts. The rule: a change that old plugins survive leaves both alone; one that
 * adds to the contract raises `current`; one that breaks it raises both. */
export const apiVersion = { current: 1, oldest: 1 } as const;

const brand = Symbol.for("astra-ts.plugin");

/** What every entry of a plugin has, whatever its kind. */
export interface PluginEntry {
  /** Unique among entries of its kind. */
  readonly name: string;
  /** One line. */
  readonly description: string;
}

/** The kinds of entry that a plugin can bring. */
export interface PluginEntries {
  networks: NetworkBackend;
  systems: SystemModel;
  workloads: AnyWorkloadModel;
  trainingLoops: TrainingLoop;
  collectives: CollectiveAlgorithm;
  computeModels: ComputeModel;
}

export type EntryKind = keyof PluginEntries;

/** A plugin: plain data. Importing one changes nothing; only a registry that is given it knows it. */
export interface Plugin {
  readonly name: string;
  readonly description?: string;
  readonly apiVersion: number;
  readonly entries: { readonly [K in EntryKind]?: readonly PluginEntries[K][] };
}

/** What `definePlugin` takes: the entries stand beside name and version. */
export type PluginDefinition = {
  readonly name: string;
  readonly description?: string;
  /** Version of the plugin interface that it was written for; default: this core's. */
  readonly apiVersion?: number;
} & { readonly [K in EntryKind]?: readonly PluginEntries[K][] };

/** Makes a plugin of its entries: `export default definePlugin({ name: "my-plugin", networks: [myBackend] })`. */
export function definePlugin(definition: PluginDefinition): Plugin {
  const { name, description, apiVersion: version = apiVersion.current, ...entries } = definition;
  const plugin = { name, description, apiVersion: version, entries };
  Object.defineProperty(plugin, brand, { value: true });
  return Object.freeze(plugin);
}

/** True for a plugin made by any copy of this package (a brand, not `instanceof`). */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === "object" && value !== null && brand in value;
}
