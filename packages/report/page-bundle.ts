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

/** The same for tests, which read source. */
export const pageTestPlugin = {
  name: "page",
  enforce: "pre" as const,
  resolveId(source: string, importer: string | undefined): string | undefined {
    return source.endsWith(suffix) && importer !== undefined ? resolve(dirname(importer), source) : undefined;
  },
  async load(id: string): Promise<string | undefined> {
    if (!id.endsWith(suffix)) return undefined;
    return `export default ${JSON.stringify(await bundle(id.slice(0, -suffix.length)))};`;
  },
};
