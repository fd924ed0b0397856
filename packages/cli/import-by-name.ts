import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Where a module of ours takes names from a package of ours: `import { a, type B, c as d } from "@astra-ts/core"`. */
function namesFrom(packageName: string, importer: string): string[] | undefined {
  const text = readFileSync(importer, "utf8");
  const quoted = `["']${packageName}["']`;
  // A whole package, under one name or none: nothing to choose from.
  if (new RegExp(`^(?:import|export) \\*[^;]*${quoted}|^import ${quoted}`, "m").test(text)) return undefined;
  const lists = text.matchAll(new RegExp(`^(?:import|export) \\{([^}]*)\\} from ${quoted}`, "gm"));
  const names = [...lists].flatMap(([, list]) => list!.split(","));
  return [...new Set(names.map((name) => name.trim().split(/\s+as\s+/)[0]!))].filter(
    (name) => name !== "" && !name.startsWith("type "),
  );
}

/** The module that an index takes each of its names from, and what the name is there. Indexes are as tsup writes them: imports, then one list of exports. */
function homesOf(index: string): Map<string, { file: string; name: string }> {
  const text = readFileSync(index, "utf8");
  const locals = new Map<string, { file: string; name: string }>();
  const pairs = (list: string) =>
    list.split(",").flatMap((part) => {
      const [name, alias = name] = part.trim().split(/\s+as\s+/);
      return name === undefined || name === "" ? [] : [[name, alias!] as const];
    });
  for (const [, list, path] of text.matchAll(/^import \{([^}]*)\} from "(\.[^"]+)"/gm))
    for (const [name, local] of pairs(list!))
      locals.set(local, { file: resolve(dirname(index), path!), name });
  const homes = new Map<string, { file: string; name: string }>();
  for (const [, path] of text.matchAll(/^export \* from "(\.[^"]+)"/gm))
    for (const [name, home] of homesOf(resolve(dirname(index), path!))) homes.set(name, home);
  for (const [, list] of text.matchAll(/^export \{([^}]*)\};/gm))
    for (const [local, name] of pairs(list!)) homes.set(name, locals.get(local) ?? { file: index, name });
  return homes;
}

/**
 * Gives every import of a package of ours the modules that have its names, in place of the package's index. esbuild puts all that an index names into one chunk, so that
 * `--version`, which wants two names of core, would load the whole of it.
 */
export const importByName: Plugin = {
  name: "import-by-name",
  setup(build) {
    build.onResolve({ filter: /^@astra-ts\/[\w-]+$/ }, ({ path, importer, kind, pluginData }) => {
      if (pluginData === "index" || kind !== "import-statement") return undefined;
      const names = namesFrom(path, importer);
      if (names === undefined) return undefined;
      return {
        path: `${path} for ${importer}`,
        namespace: "by-name",
        sideEffects: false,
        pluginData: { package: path, names, folder: dirname(importer) },
      };
    });
    build.onLoad({ filter: /./, namespace: "by-name" }, async ({ pluginData }) => {
      const { package: packageName, names, folder } = pluginData;
      const index = await build.resolve(packageName, {
        kind: "import-statement",
        resolveDir: folder,
        pluginData: "index",
      });
      if (index.errors.length > 0) return { errors: index.errors };
      const homes = homesOf(index.path);
      const contents = (names as string[]).map((name) => {
        const home = homes.get(name) ?? { file: index.path, name };
        return `export { ${home.name} as ${name} } from ${JSON.stringify(home.file)};`;
      });
      return { contents: contents.join("\n"), resolveDir: folder };
    });
  },
};
