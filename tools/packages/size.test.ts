import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { manifestOf, published, root } from "./tarballs.js";

/** Bytes, minified and gzipped, with other packages left outside: ours and zod. */
const budgets = JSON.parse(readFileSync(new URL("size-budget.json", import.meta.url), "utf8")) as Readonly<
  Record<string, number>
>;

/** What runs in a browser: all but the command, and what runs other programs. */
const libraries = published.filter((folder) => !["cli", "bridge", "net-ns3"].includes(folder));

async function bundle(folder: string, external: string[]): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "packages", folder, "dist/index.js")],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external,
    logLevel: "silent",
  });
  return outputFiles[0].contents;
}

describe.each(libraries)("packages/%s in a browser", (folder) => {
  const { name } = manifestOf(folder);

  it("keeps to its size", async () => {
    const size = gzipSync(await bundle(folder, ["zod", "@astra-ts/*"]), { level: 9 }).length;
    expect(budgets, `${name} has no budget in size-budget.json; its size is ${size}`).toHaveProperty([name]);
    expect(size, `${name}, bytes minified and gzipped`).toBeLessThanOrEqual(budgets[name]);
  });

  it("bundles with all that it imports, nothing of Node among them", async () => {
    expect(Buffer.from(await bundle(folder, [])).toString()).not.toMatch(/["']node:/);
  });
});

it("has a budget for no package that is not there", () => {
  expect(Object.keys(budgets)).toEqual(libraries.map((folder) => manifestOf(folder).name).sort());
});
