import { existsSync, realpathSync } from "node:fs";
import { delimiter, isAbsolute, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { AstraError, isAstraError } from "@astra-ts/core";
import { isPath, locateInstalled, locateModule } from "./locate-module.js";

/** A plugin module that may be loaded. */
export interface PluginModule {
  /** As it was named. */
  readonly name: string;
  readonly url: string;
}

/** Plugin modules as they were named, by package name or by path. */
export interface NamedPlugins {
  /** Under `plugins` in an experiment, which may be a stranger's. */
  readonly document: readonly string[];
  /** By the user, with `--plugin`. */
  readonly flags: readonly string[];
}

/** What the user trusts. */
export interface PluginTrust {
  /** `--trust-plugins`: whatever an experiment names. */
  readonly trustPlugins: boolean;
  /** The working directory. */
  readonly folder?: string;
}

/** Variable of the environment that lists folders whose modules an experiment may name by path. */
const trustedFoldersVariable = "ASTRA_TS_TRUSTED_FOLDERS";

/** Which modules are loaded, each once, and which are not, because only the experiment says so. */
export interface AdmittedPlugins {
  readonly modules: readonly PluginModule[];
  /** Errors with the field of each: PLUGIN_UNTRUSTED for a path, PLUGIN_MISSING for a package that is not there. */
  readonly refused: readonly AstraError[];
}

/**
 * Decides what is loaded. To open an experiment must not run the code of whoever wrote it: of what it names, packages in the working directory's own `node_modules` are
 * loaded, and paths that the user trusts. What the user names himself is loaded in any case. Throws PLUGIN_MISSING for a module of the flags.
 */
export function admitPlugins(named: NamedPlugins, trust: PluginTrust): AdmittedPlugins {
  const { folder = process.cwd(), trustPlugins } = trust;
  const own = named.flags.map((name): PluginModule => ({ name, url: locateModule(name, folder) }));
  const modules = new Map<string, PluginModule>();
  const refused: AstraError[] = [];
  for (const [index, name] of named.document.entries()) {
    if (named.flags.includes(name)) continue;
    try {
      const url = isPath(name) || trustPlugins ? locateModule(name, folder) : locateInstalled(name, folder);
      const isTrusted =
        !isPath(name) || trustPlugins || own.some((module) => module.url === url) || isInTrustedFolder(url);
      if (isTrusted) modules.set(url, { name, url });
      else refused.push(untrusted(name, index));
    } catch (error) {
      if (!isAstraError(error)) throw error;
      refused.push(error.located({ field: `plugins.${index}` }));
    }
  }
  for (const module of own) modules.set(module.url, module);
  return { modules: [...modules.values()], refused };
}

function untrusted(name: string, index: number): AstraError {
  return new AstraError("PLUGIN_UNTRUSTED", {
    field: `plugins.${index}`,
    problem:
      "an experiment names a plugin by path, which is code that would run here, and nothing says that you trust it",
    found: name,
    hint: `If you do: --trust-plugins for all that the experiment names, or --plugin ${name}; for good, list folders in ${trustedFoldersVariable}. Packages in the working directory's node_modules need neither.`,
  });
}

/** Whether a module really lies in a folder that the user trusts, symbolic links followed. */
function isInTrustedFolder(url: string): boolean {
  const module = realpathSync(fileURLToPath(url));
  return trustedFolders().some((folder) => {
    const inside = relative(realpathSync(folder), module);
    return inside !== "" && !inside.startsWith("..") && !isAbsolute(inside);
  });
}

function trustedFolders(): string[] {
  const folders = (process.env[trustedFoldersVariable] ?? "").split(delimiter).filter((text) => text !== "");
  const wrong = folders.find((folder) => !isAbsolute(folder));
  if (wrong !== undefined) {
    throw new AstraError("INVALID_VALUE", {
      field: trustedFoldersVariable,
      problem: "a folder that is trusted wherever one works needs its whole path",
      found: wrong,
      expected: `absolute paths, separated by ${delimiter}`,
    });
  }
  return folders.filter((folder) => existsSync(folder));
}
