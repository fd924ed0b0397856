import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ErrorCode, isAstraError, type Plugin, simulate } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildExperiment } from "../src/experiment/build.js";
import { loadExperiment } from "../src/experiment/load.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { loadPlugins } from "../src/plugins/load-plugins.js";
import { astraTs, root } from "./astra-ts.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-plugins-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A plugin module as another copy of core would make it, without importing one. */
function branded(fields: string): string {
  return `export default Object.defineProperty({ ${fields} }, Symbol.for("astra-ts.plugin"), { value: true });`;
}

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function refusal(action: () => unknown): Promise<{ code: ErrorCode; message: string; hint?: string }> {
  try {
    await action();
  } catch (error) {
    if (isAstraError(error)) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error("nothing was refused");
}

const loop = '{ name: "LOOP", description: "a loop", run: () => [] }';

describe("loadPlugins", () => {
  it("loads by path, by package name, and what exports only `import`; a module named twice once", async () => {
    write("by-path.mjs", branded('name: "by-path", apiVersion: 1, entries: {}'));
    for (const [name, exports] of [
      ["by-name", '"./index.js"'],
      ["import-only", '{ ".": { "import": { "default": "./index.js" } } }'],
    ] as const) {
      write(`node_modules/${name}/package.json`, `{ "type": "module", "exports": ${exports} }`);
      write(
        `node_modules/${name}/index.js`,
        branded(`name: "${name}", apiVersion: 1, entries: { trainingLoops: [${loop}] }`),
      );
    }
    const names = ["./by-path.mjs", join(folder, "by-path.mjs"), "by-name", "import-only", "by-name"];
    const plugins: Plugin[] = await loadPlugins({ flags: names }, { trustPlugins: false, folder });
    expect(plugins.map(({ name }) => name)).toEqual(["by-path", "by-name", "import-only"]);
  });

  it("says where it looked for a package that is missing, and how to install it", async () => {
    expect(
      await refusal(() => loadPlugins({ flags: ["astra-ts-nowhere"] }, { trustPlugins: false, folder })),
    ).toEqual({
      code: "PLUGIN_MISSING",
      message: `the plugin "astra-ts-nowhere" is missing: no package of this name can be found from ${folder}`,
      hint: "Install it with: npm install astra-ts-nowhere",
    });
    const { message } = await refusal(() =>
      loadPlugins({ flags: ["./nowhere.js"] }, { trustPlugins: false, folder }),
    );
    expect(message).toBe(`the plugin "./nowhere.js" is missing: no such file: ${join(folder, "nowhere.js")}`);
  });

  it("refuses a module whose default export is no plugin", async () => {
    write("plain.mjs", "export default { networks: [] };");
    write("none.mjs", "export const plugin = 1;");
    expect(
      (await refusal(() => loadPlugins({ flags: ["./plain.mjs"] }, { trustPlugins: false, folder }))).message,
    ).toBe(
      'the default export of "./plain.mjs" is no plugin of astra-ts: found "object", expected what definePlugin() returns',
    );
    expect(
      (await refusal(() => loadPlugins({ flags: ["./none.mjs"] }, { trustPlugins: false, folder }))).message,
    ).toContain("no default export");
  });

  it("names a module that throws while it is loaded", async () => {
    write("throws.mjs", 'throw new Error("no licence");');
    expect(
      await refusal(() => loadPlugins({ flags: ["./throws.mjs"] }, { trustPlugins: false, folder })),
    ).toMatchObject({
      code: "PLUGIN_FAILED",
      message: 'the plugin "./throws.mjs" threw an error while it was loaded: no licence',
    });
  });

  it("refuses a name that a built-in plugin has too, naming both owners", async () => {
    const network = '{ name: "analytical", description: "mine", options: {}, capabilities: {}, create() {} }';
    write("twice.mjs", branded(`name: "twice", apiVersion: 1, entries: { networks: [${network}] }`));
    const plugins = await loadPlugins({ flags: ["./twice.mjs"] }, { trustPlugins: false, folder });
    expect((await refusal(() => createDefaultRegistry(plugins))).message).toBe(
      'the plugins "@astra-ts/net-analytical" and "twice" both provide a network backend named "analytical"',
    );
  });

  it("names plugin and entry of a factory that throws", async () => {
    const network = `{
      name: "broken", description: "throws",
      options: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
      capabilities: { contention: false, perLinkReport: false, lockStep: false, ordered: true },
      create() { throw new TypeError("cannot read the tables"); },
    }`;
    write("factory.mjs", branded(`name: "factory", apiVersion: 1, entries: { networks: [${network}] }`));
    const registry = createDefaultRegistry(
      await loadPlugins({ flags: ["./factory.mjs"] }, { trustPlugins: false, folder }),
    );
    const exercise = loadExperiment(join(root, "examples/exercise-1/experiment.yaml"));
    const { experiment } = buildExperiment(exercise, registry, { name: "broken" });
    expect(await refusal(() => simulate(experiment, registry))).toMatchObject({
      code: "PLUGIN_FAILED",
      message:
        'the network backend "broken" of the plugin "factory" threw an error in create(): cannot read the tables',
    });
  });
});

describe("astra-ts run --plugin", () => {
  it.each([
    ['name: "old", apiVersion: 0, entries: {}', "written for another version of the plugin interface"],
    ['name: "new", apiVersion: 99, entries: {}', "Update astra-ts."],
  ])("refuses a plugin of another version in one sentence: %s", (fields, part) => {
    const file = write("version.mjs", branded(fields));
    const { status, stderr } = astraTs("run", "examples/exercise-1/experiment.yaml", "--plugin", file);
    expect(stderr).toContain(part);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });
});
