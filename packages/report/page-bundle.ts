import { dirname, resolve } from "node:path";
import { build, type Plugin } from "esbuild";

const suffix = "?page";

/** A script or style sheet of the page with all that it imports, as one minified text. */
async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: ["es2022", "chrome120", "firefox120", "safari17"],
    conditions: ["@astra-ts/source"],
    legalComments: "none",
    logLevel: "silent",
  });
  return outputFiles[0].text.trim();
}

/** For tsup: `import text from "../page/main.ts?page"` becomes a module with the bundle as its text. */
export const pagePlugin: Plugin = {
  name: "page",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?page$/ }, ({ path, importer }) => ({
      path: resolve(dirname(importer), path),
      namespace: "page",
    }));
    onLoad({ filter: /.*/, namespace: "page" }, async ({ path }) => ({
      contents: `export default ${JSON.stringify(await bundle(path.slice(0, -suffix.length)))};`,
      loader: "js",
    }));
  },
};

/** Ending of module names in tests: with `.css` at its end a module would be taken for a style sheet. */
const ending = ".page-text";

/** The same for tests, which read source. */
export const pageTestPlugin = {
  name: "page",
  enforce: "pre" as const,
  resolveId(source: string, importer: string | undefined): string | undefined {
    if (!source.endsWith(suffix) || importer === undefined) return undefined;
    return resolve(dirname(importer), source.slice(0, -suffix.length)) + ending;
  },
  async load(id: string): Promise<string | undefined> {
    if (!id.endsWith(ending)) return undefined;
    return `export default ${JSON.stringify(await bundle(id.slice(0, -ending.length)))};`;
  },
};
