import type { Registry } from "@astra-ts/core";
import type { Command } from "commander";
import type { LoadedExperiment } from "../experiment/load.js";
import { admitPlugins, type PluginModule } from "../plugins/admit-plugins.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadModules } from "../plugins/load-plugins.js";
import { collect } from "./flag-values.js";

/** Flags that say which plugins are loaded. */
export interface PluginFlags {
  readonly plugin: string[];
  readonly trustPlugins: boolean;
}

/** Adds the flags to a command that opens an experiment. */
export function addPluginOptions(command: Command): Command {
  return command
    .option("--plugin <module>", "load a plugin, by package name or path (repeatable)", collect, [])
    .option("--trust-plugins", "load plugins that the experiment names by path, too", false);
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
