import type { Registry } from "@astra-ts/core";
import type { LoadedExperiment } from "../experiment/load.js";
import { admitPlugins, type PluginModule } from "../plugins/admit-plugins.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadModules } from "../plugins/load-plugins.js";

/** Flags that say which plugins are loaded. */
export interface PluginFlags {
  readonly plugin: string[];
  readonly trustPlugins: boolean;
}

/** The modules that an experiment and the flags name. Throws, located, for the first that may not be loaded. */
export function pluginModulesOf(
  document: readonly string[] | undefined,
  { plugin, trustPlugins }: PluginFlags,
  locate: LoadedExperiment["locate"] = (error) => error,
): readonly PluginModule[] {
  const { modules, refused } = admitPlugins({ document: document ?? [], flags: plugin }, { trustPlugins });
  if (refused[0] !== undefined) throw locate(refused[0]);
  return modules;
}

/** A registry of the built-in plugins and those modules. */
export async function registryWith(modules: readonly PluginModule[]): Promise<Registry> {
  return createDefaultRegistry(await loadModules(modules));
}
