import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { AstraError } from "@astra-ts/core";

/** URL of a module, by path or by package name as seen from `folder`. Throws PLUGIN_MISSING. */
export function locateModule(name: string, folder: string): string {
  if (name.startsWith(".") || isAbsolute(name)) {
    const path = resolve(folder, name);
    if (existsSync(path)) return pathToFileURL(path).href;
    throw missing(name, `no such file: ${path}`, "Paths in an experiment are meant from its own folder.");
  }
  try {
    return pathToFileURL(createRequire(join(folder, "package.json")).resolve(name)).href;
  } catch (error) {
    const entry = importOnlyEntry(name, folder);
    if (entry !== undefined) return pathToFileURL(entry).href;
    throw missing(
      name,
      `no package of this name can be found from ${folder}`,
      `Install it with: npm install ${name}`,
      error,
    );
  }
}

/** Entry file of a package whose exports only know the condition `import`, which `require.resolve` does not see. */
function importOnlyEntry(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const home = join(at, "node_modules", name);
    if (existsSync(join(home, "package.json"))) {
      const { exports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as {
        exports?: Exports;
      };
      const entry = importOf(exports?.["."] ?? exports);
      return entry === undefined ? undefined : join(home, entry);
    }
    if (dirname(at) === at) return undefined;
  }
}

type Exports = { readonly [key: string]: Exports | string } & { readonly import?: Exports | string };

function importOf(target: Exports | string | undefined): string | undefined {
  if (typeof target !== "object") return target;
  return importOf(target.import ?? target.default);
}

function missing(name: string, problem: string, hint: string, cause?: unknown): AstraError {
  return new AstraError("PLUGIN_MISSING", {
    problem: `the plugin "${name}" is missing: ${problem}`,
    hint,
    cause,
  });
}
