import { dirname, resolve } from "node:path";
import { build, type Plugin } from "esbuild";

const suffix = /\?(page|figures)$/;

/**
 * A file of the page with all that it imports. `?page`: a script or style sheet as one minified text. `?figures`: a module whose functions come to life when the first is called,
 * because few runs draw figures.
 */
async function bundle(file: string): Promise<string> {
  const path = file.replace(suffix, "");
  return file.endsWith("?page")
    ? `export default ${JSON.stringify(await minified(path))};`
    : `let drawn;
export function figureTexts(data) {
  drawn ??= (() => {${await minified(path, "figures")} return figures;})();
  return drawn.figureTexts(data);
}`;
}

async function minified(file: string, globalName?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    ...(globalName === undefined ? {} : { globalName }),
    target: ["es2022", "chrome120", "firefox120", "safari17"],
    conditions: ["@astra-ts/source"],
    legalComments: "none",
    logLevel: "silent",
  });
  return outputFiles[0].text.trim();
}

/** For tsup: `import text from "../page/main.ts?page"` becomes a module with the bundle as its text, `?figures` one with its functions. */
export const pagePlugin: Plugin = {
  name: "page",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: suffix }, ({ path, importer }) => ({
      path: resolve(dirname(importer), path),
      namespace: "page",
    }));
    onLoad({ filter: /.*/, namespace: "page" }, async ({ path }) => ({
      contents: await bundle(path),
      loader: "js",
    }));
  },
};

/** Ending of module names in tests: with `.css` at its end, or before a question mark, a module would be taken for a style sheet. */
const ending = ".page-text";

/** The same for tests, which read source. */
export const pageTestPlugin = {
  name: "page",
  enforce: "pre" as const,
  resolveId(source: string, importer: string | undefined): string | undefined {
    if (!suffix.test(source) || importer === undefined) return undefined;
    return resolve(dirname(importer), source.replace(suffix, ".$1")) + ending;
  },
  async load(id: string): Promise<string | undefined> {
    if (!id.endsWith(ending)) return undefined;
    return bundle(id.slice(0, -ending.length).replace(/\.(?=\w+$)/, "?"));
  },
};
