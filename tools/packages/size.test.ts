import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { manifestOf, published, root } from "./tarballs.js";

interface Budget {
  /** Bytes of a whole package, minified and gzipped, with other packages left outside: ours and zod. */
  readonly packages: Readonly<Record<string, number>>;
  /** Bytes of what a user imports, minified, with all that it needs: `names` of the package `from`. */
  readonly imports: readonly {
    readonly names: string;
    readonly from: string;
    readonly bytes: number;
  }[];
}

const budget = JSON.parse(readFileSync(new URL("size-budget.json", import.meta.url), "utf8")) as Budget;

/** What runs in a browser: all but the command, and what runs other programs. */
const libraries = published.filter((folder) => !["cli", "bridge", "net-ns3"].includes(folder));

async function bundle(entry: string, external: string[]): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root },
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
  const everything = `export * from "${name}";`;

  it("keeps to its size", async () => {
    const others = [
      "zod",
      ...libraries.map((other) => manifestOf(other).name).filter((other) => other !== name),
    ];
    const size = gzipSync(await bundle(everything, others), { level: 9 }).length;
    expect(budget.packages, `${name} has no budget in size-budget.json; its size is ${size}`).toHaveProperty([
      name,
    ]);
    expect(size, `${name}, bytes minified and gzipped`).toBeLessThanOrEqual(budget.packages[name]!);
  });

  it("bundles with all that it imports, nothing of Node among them", async () => {
    expect(Buffer.from(await bundle(everything, [])).toString()).not.toMatch(/["']node:/);
  });
});

it.each(budget.imports)("$names of $from weighs what it uses", async ({ names, from, bytes }) => {
  const { length } = await bundle(`export { ${names} } from "${from}";`, []);
  expect(length).toBeGreaterThan(0);
  expect(length, `import { ${names} } from "${from}", bytes minified`).toBeLessThanOrEqual(bytes);
});

it("has a budget for no package that is not there", () => {
  expect(Object.keys(budget.packages)).toEqual(libraries.map((folder) => manifestOf(folder).name).sort());
});
