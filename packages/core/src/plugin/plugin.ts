import type { CollectiveAlgorithm } from "../collective/collective.js";
import type { ComputeModel } from "../compute/compute-model.js";
import type { NetworkBackend } from "../network/network.js";
import type { Reporter } from "../result/reporter.js";
import type { StandardSchema } from "../schema/standard-schema.js";
import type { SystemModel } from "../system/system.js";
import type { TopologyFormat } from "../topology/topology-format.js";
import type { AnyWorkloadModel } from "../workload/model.js";
import type { TrainingLoop } from "../workload/training-loop.js";
import type { WorkloadFormat } from "../workload/workload-format.js";

/**
 * Version of the plugin interface that this core implements, and the oldest that it still accepts. A plugin states, as a literal number, the version that
 * it was written for; its entries state none. The rule: a change that every plugin survives unchanged and unaware leaves both numbers alone; one that adds
 * something a plugin may use raises `current`; one that breaks plugins raises `current`, and `oldest` to it.
 */
export const apiVersion = { current: 1, oldest: 1 } as const;

const brand = Symbol.for("astra-ts.plugin");

/** What every entry of a plugin has, whatever its kind. Most have a schema of their options too. */
export interface PluginEntry {
  /** Unique among entries of its kind. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly options?: StandardSchema;
}

/** The kinds of entry that a plugin can bring. */
export interface PluginEntries {
  networks: NetworkBackend;
  systems: SystemModel;
  workloads: AnyWorkloadModel;
  trainingLoops: TrainingLoop;
  collectives: CollectiveAlgorithm;
  computeModels: ComputeModel;
  workloadFormats: WorkloadFormat;
  topologyFormats: TopologyFormat;
  reporters: Reporter;
}

/** Key of a kind of entry in a plugin: `networks`, `collectives`, … */
export type EntryKind = keyof PluginEntries;

/** A plugin: plain data. Importing one changes nothing; only a registry that is given it knows it. */
export interface Plugin {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly apiVersion: number;
  readonly entries: { readonly [K in EntryKind]?: readonly PluginEntries[K][] };
}

/** What `definePlugin` takes: the entries stand beside name and version. */
export type PluginDefinition = {
  readonly name: string;
  readonly description?: string;
  /** Version of the plugin itself, as in its package.json; shown in lists. */
  readonly version?: string;
  /** Version of the plugin interface that it was written for, as a literal number: 1. */
  readonly apiVersion: number;
} & { readonly [K in EntryKind]?: readonly PluginEntries[K][] };

/** Makes a plugin of its entries: `export default definePlugin({ name: "my-plugin", apiVersion: 1, networks: [myBackend] })`. */
export function definePlugin(definition: PluginDefinition): Plugin {
  const { name, description, version, apiVersion, ...entries } = definition;
  const plugin = { name, description, version, apiVersion, entries };
  Object.defineProperty(plugin, brand, { value: true });
  return Object.freeze(plugin);
}

/** True for a plugin made by any copy of this package (a brand, not `instanceof`). */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === "object" && value !== null && brand in value;
}
