import { fileURLToPath } from "node:url";
import { AstraError, isPlugin, type Plugin } from "@astra-ts/core";
import { admitPlugins, type NamedPlugins, type PluginModule, type PluginTrust } from "./admit-plugins.js";

/** Loads what an experiment and the user name. Throws PLUGIN_UNTRUSTED, PLUGIN_MISSING, PLUGIN_FAILED or PLUGIN_INVALID, naming the module. */
export async function loadPlugins(
  named: Partial<NamedPlugins>,
  trust: PluginTrust = { trustPlugins: false },
): Promise<Plugin[]> {
  const { modules, refused } = admitPlugins({ document: [], flags: [], ...named }, trust);
  if (refused[0] !== undefined) throw refused[0];
  return loadModules(modules);
}

/** Loads modules that may be loaded. Throws PLUGIN_FAILED or PLUGIN_INVALID. */
export function loadModules(modules: readonly PluginModule[]): Promise<Plugin[]> {
  return Promise.all(modules.map(loadModule));
}

async function loadModule({ name, url }: PluginModule): Promise<Plugin> {
  let module: { default?: unknown };
  try {
    module = (await import(url)) as { default?: unknown };
  } catch (error) {
    throw new AstraError("PLUGIN_FAILED", {
      problem: `the plugin "${name}" threw an error while it was loaded: ${error instanceof Error ? error.message : String(error)}`,
      hint: loadHint(url, error),
      cause: error,
    });
  }
  if (isPlugin(module.default)) return module.default;
  throw new AstraError("PLUGIN_INVALID", {
    problem: `the default export of "${name}" is no plugin of astra-ts`,
    found: module.default === undefined ? "no default export" : typeof module.default,
    expected: "what definePlugin() returns",
    hint: "End the module with `export default definePlugin({ name, apiVersion: 1, networks: […] })`.",
  });
}

function loadHint(url: string, error: unknown): string | undefined {
  if (url.endsWith(".ts"))
    return "Node runs JavaScript: build the plugin and name the built file, or run with Node 22.18 or newer.";
  const unreadable = error instanceof SyntaxError && !error.message.includes("export named");
  return unreadable ? `The line: node --check ${fileURLToPath(url)}` : undefined;
}
