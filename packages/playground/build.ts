// Bundles the page from the built packages into dist/: plain files that any web server can serve.
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const home = fileURLToPath(new URL(".", import.meta.url));

/** Writes the page into `folder`. */
export async function buildPlayground(folder = join(home, "dist")): Promise<string> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(home, "page/main.ts"), join(home, "page/worker.ts")],
    outdir: folder,
    bundle: true,
    minify: true,
    sourcemap: true,
    format: "esm",
    target: ["es2022", "chrome120", "firefox120", "safari17"],
    legalComments: "none",
    logLevel: "warning",
  });
  for (const file of ["index.html", "style.css"]) cpSync(join(home, "page", file), join(folder, file));
  return folder;
}
