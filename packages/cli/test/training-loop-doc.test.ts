import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTopology, type Plugin, simulate } from "@astra-ts/core";
import { readNetworkJson } from "@astra-ts/net-analytical";
import { readSystemText } from "@astra-ts/system";
import { readWorkloadText } from "@astra-ts/workload";
import { afterAll, describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const outside = mkdtempSync(join(tmpdir(), "astra-ts-loop-"));
afterAll(() => rmSync(outside, { recursive: true }));

/** Writes the plugin of docs/training-loops.md to a folder of its own, beside nothing but a link to core, and loads it. */
async function documentedPlugin(): Promise<Plugin> {
  const page = readFileSync(`${root}docs/training-loops.md`, "utf8");
  const code = page.match(/```js\n([\s\S]*?)```/)?.[1] ?? "";
  mkdirSync(join(outside, "node_modules/@astra-ts"), { recursive: true });
  symlinkSync(`${root}packages/core`, join(outside, "node_modules/@astra-ts/core"), "dir");
  const file = join(outside, "my-loops.mjs");
  writeFileSync(file, code);
  return ((await import(file)) as { default: Plugin }).default;
}

describe("the training loop of docs/training-loops.md", () => {
  it("runs exercise 4 from outside of the workspace", async () => {
    const registry = createDefaultRegistry([await documentedPlugin()]);
    const loops = registry.list("trainingLoops").map(({ entry }) => entry);
    const read = (file: string): string => readFileSync(`${root}examples/exercise-4/${file}`, "utf8");
    const run = (loop: string, communicationScale: number) =>
      simulate(
        {
          name: loop,
          topology: createTopology(readNetworkJson(read("sample_Torus3D.json"), "network").dimensions),
          network: { name: "analytical" },
          system: { name: "astra", options: readSystemText(read("sample_torus_sys.txt"), "system").options },
          workload: readWorkloadText(read("exercise_4_vanilla.txt").replace("DATA", loop), "workload", {
            loops,
          }),
          workloadOptions: { passes: 20, communicationScale },
        },
        registry,
      );
    const own = await run("INPUT_GRADIENT_FIRST", 1);
    const reordered = await run("DATA_REORDER", 1);
    expect(own.time.total).toBe(2_277_060);
    expect(own.layers).toEqual(reordered.layers);
    expect((await run("DATA", 1)).time.total).toBe(2_277_060);
    const heavy = await Promise.all(["INPUT_GRADIENT_FIRST", "DATA"].map((loop) => run(loop, 100)));
    expect(heavy[0].time.total).not.toBe(heavy[1].time.total);
  });
});
