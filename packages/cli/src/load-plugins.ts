import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { AstraError, isPlugin, type Plugin } from "@astra-ts/core";

/** Loads plugin modules by package name (looked up from the working directory) or by path. Throws PLUGIN_MISSING, PLUGIN_FAILED or PLUGIN_INVALID, naming the module. */
export async function loadPlugins(names: readonly string[]): Promise<Plugin[]> {
  return Promise.all([...new Set(names)].map(loadPlugin));
}

async function loadPlugin(name: string): Promise<Plugin> {
  const url = locate(name);
  let module: { default?: unknown };
  try {
    module = (await import(url)) as { default?: unknown };
  } catch (error) {
    throw new AstraError("PLUGIN_FAILED", {
      problem: `the plugin "${name}" threw an error while it was loaded: ${error instanceof Error ? error.message : String(error)}`,
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

function locate(name: string): string {
  if (name.startsWith(".") || isAbsolute(name)) {
    const path = resolve(name);
    if (existsSync(path)) return pathToFileURL(path).href;
    throw missing(name, `no such file: ${path}`);
  }
  try {
    return pathToFileURL(createRequire(join(process.cwd(), "package.json")).resolve(name)).href;
  } catch (error) {
    throw missing(name, `no package of this name can be found from ${process.cwd()}`, error);
  }
}

function missing(name: string, problem: string, cause?: unknown): AstraError {
  return new AstraError("PLUGIN_MISSING", {
    problem: `the plugin "${name}" is missing: ${problem}`,
    hint:
      name.startsWith(".") || isAbsolute(name)
        ? "Paths in an experiment are meant from its own folder."
        : `Install it with: npm install ${name}`,
    cause,
  });
}
