import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { AstraError } from "@astra-ts/core";

/** `name`, `@scope/name`, and a path inside the package. What goes up, `..`, leads out of the package, and `#name` and `file:` into the folder. */
const packageName = /^(@[\w.~-]+\/)?[\w~-][\w.~-]*(\/[\w.~@-]+)*$/;

/** True for a name that means a file and no package. */
export function isPath(name: string): boolean {
  return name.startsWith(".") || isAbsolute(name);
}

/** URL of a module, by path or by package name, both as seen from `folder`; packages are looked up as Node does, in the folders above as well. Throws PLUGIN_MISSING. */
export function locateModule(name: string, folder: string): string {
  if (isPath(name)) {
    const path = resolve(folder, name);
    if (existsSync(path)) return pathToFileURL(path).href;
    throw missing(name, `no such file: ${path}`, "Paths in an experiment are meant from its own folder.");
  }
  for (let at = folder; ; at = dirname(at)) {
    const entry = entryIn(name, at);
    if (entry !== undefined) return pathToFileURL(entry).href;
    if (dirname(at) === at) break;
  }
  throw missing(name, `no package of this name can be found from ${folder}`, hintFor(name, folder));
}

/** URL of the module of a package that is installed in `folder` itself. Throws PLUGIN_MISSING. */
export function locateInstalled(name: string, folder: string): string {
  const entry = entryIn(name, folder);
  if (entry !== undefined) return pathToFileURL(entry).href;
  throw missing(
    name,
    `no package of this name is in ${join(folder, "node_modules")}`,
    `Install it there with: npm install ${name}. One from elsewhere is loaded with: --plugin ${name}`,
  );
}

/** Entry file of a package that stands in the `node_modules` of `folder`, and nowhere else. */
function entryIn(name: string, folder: string): string | undefined {
  if (!packageName.test(name) || name.split("/").includes("..")) return undefined;
  const home = join(folder, "node_modules", ...name.split("/").slice(0, name.startsWith("@") ? 2 : 1));
  if (!existsSync(join(home, "package.json"))) return undefined;
  const entry = requiredEntry(name, folder) ?? importOnlyEntry(home);
  if (entry === undefined || !existsSync(entry)) return undefined;
  // Node goes on in the folders above where the package has no such entry.
  const inside = relative(realpathSync(home), realpathSync(entry));
  return inside.startsWith("..") || isAbsolute(inside) ? undefined : entry;
}

function requiredEntry(name: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(name);
  } catch {
    return undefined;
  }
}

/** Entry file of a package whose exports only know the condition `import`, which `require.resolve` does not see. */
function importOnlyEntry(home: string): string | undefined {
  const { exports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { exports?: Exports };
  const entry = importOf(exports?.["."] ?? exports);
  return entry === undefined ? undefined : join(home, entry);
}

type Exports = { readonly [key: string]: Exports | string } & { readonly import?: Exports | string };

function importOf(target: Exports | string | undefined): string | undefined {
  if (typeof target !== "object") return target;
  return importOf(target.import ?? target.default);
}

function hintFor(name: string, folder: string): string {
  return existsSync(resolve(folder, name))
    ? `A path begins with ./ or /: ./${name}`
    : `Install it with: npm install ${name}`;
}

function missing(name: string, problem: string, hint: string): AstraError {
  return new AstraError("PLUGIN_MISSING", {
    problem: `the plugin "${name}" is missing: ${problem}`,
    hint,
  });
}
