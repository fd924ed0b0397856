import { describe, expect, it } from "vitest";
import { isAstraError } from "../errors/astra-error.js";
import { definePlugin } from "./plugin.js";
import { createRegistry } from "./registry.js";

const loop = { name: "LOOP", description: "nothing", run: () => [] };

function failure(plugins: readonly unknown[]) {
  try {
    createRegistry(plugins);
  } catch (error) {
    if (isAstraError(error)) return error;
    throw error;
  }
  throw new Error("the registry took them");
}

describe("createRegistry", () => {
  it("lists entries with their owner and its version", () => {
    const plugin = definePlugin({ name: "mine", version: "1.2.3", apiVersion: 1, trainingLoops: [loop] });
    expect(createRegistry([plugin]).list("trainingLoops")).toMatchObject([
      { owner: "mine", ownerVersion: "1.2.3", entry: { name: "LOOP", description: "nothing" } },
    ]);
  });

  it("knows a plugin made by another copy of core", () => {
    const foreign = Object.defineProperty(
      { name: "far", apiVersion: 1, entries: { trainingLoops: [loop] } },
      Symbol.for("astra-ts.plugin"),
      { value: true },
    );
    expect(createRegistry([foreign]).get("trainingLoops", "LOOP").name).toBe("LOOP");
  });

  it("names both owners of a name given twice", () => {
    const first = definePlugin({ name: "first", apiVersion: 1, trainingLoops: [loop] });
    const second = definePlugin({ name: "second", apiVersion: 1, trainingLoops: [loop] });
    const error = failure([first, second]);
    expect(error.code).toBe("DUPLICATE_NAME");
    expect(error.message).toBe('the plugins "first" and "second" both provide a training loop named "LOOP"');
  });

  it.each([
    [0, 'Update the plugin "mine".'],
    [2, "Update astra-ts."],
  ])("refuses version %i of the plugin interface", (apiVersion, hint) => {
    const error = failure([definePlugin({ name: "mine", apiVersion, trainingLoops: [loop] })]);
    expect(error.code).toBe("PLUGIN_VERSION");
    expect(error.message).toBe(
      `the plugin "mine" was written for another version of the plugin interface: found ${apiVersion}, expected 1 to 1`,
    );
    expect(error.hint).toBe(hint);
  });

  it("asks for the version of the plugin interface", () => {
    const error = failure([definePlugin({ name: "mine", trainingLoops: [loop] } as never)]);
    expect(error.code).toBe("PLUGIN_INVALID");
    expect(error.hint).toContain("apiVersion: 1");
  });

  it("refuses what is no plugin, and entries of no kind", () => {
    expect(failure([{ networks: [] }]).message).toBe(
      'this is no plugin of astra-ts: found "an object with networks", expected what definePlugin() returns',
    );
    const wrong = definePlugin({ name: "mine", apiVersion: 1, network: [loop] } as never);
    expect(failure([wrong]).hint).toBe('Did you mean "networks"?');
  });

  it.each([
    [{ trainingLoops: loop }, 'the plugin "mine" brings trainingLoops that are no list'],
    [{ trainingLoops: [undefined] }, 'the plugin "mine" brings an entry without a name as trainingLoops.0'],
    [{ networks: [loop] }, 'the plugin "mine" brings the network backend "LOOP" without a function `create`'],
    [
      { networks: [{ name: "fast", create() {} }] },
      'the plugin "mine" brings the network backend "fast" that does not say what it can do',
    ],
  ])("refuses entries that cannot be used: %j", (entries, message) => {
    const error = failure([definePlugin({ name: "mine", apiVersion: 1, ...entries } as never)]);
    expect(error.code).toBe("PLUGIN_INVALID");
    expect(error.message).toContain(message);
  });
});
