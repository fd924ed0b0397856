import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAstraError, simulate } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planTraffic } from "../../net-packet/src/traffic/options.js";
import { buildExperiment } from "../src/experiment/build.js";
import { loadExperiment } from "../src/experiment/load.js";
import { parseOverride } from "../src/experiment/set-override.js";
import { memoryBudgets, memorySize } from "../src/limits/memory-budgets.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { fieldAxis } from "../src/sweep/axes.js";
import { pointsOf } from "../src/sweep/points.js";
import { astraTs } from "./astra-ts.js";

const registry = createDefaultRegistry();
const exercise1 = "examples/exercise-1/experiment.yaml";
const collective = `topology: [{ shape: ring, npus: 8, bandwidth: 10GB/s, latency: 1ns }]
system: { preferredDatasetSplits: 1 }
workload: { collective: all-reduce, size: 1MiB }
`;
const training = `topology: [{ shape: ring, npus: 4, bandwidth: 10GB/s, latency: 1ns }]
timeline: { ranks: 4, spans: 4000000 }
workload:
  trainingLoop: DATA
  passes: 1000000
  layers: [{ name: a, forward: { compute: 1 }, weightGradient: { compute: 1, communication: all-reduce, size: 64 } }]
`;
let folder: string;
let trainingFile: string;
let collectiveFile: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-limits-"));
  trainingFile = join(folder, "training.yaml");
  writeFileSync(trainingFile, training);
  collectiveFile = join(folder, "collective.yaml");
  writeFileSync(collectiveFile, collective);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refusal(file: string, ...set: string[]): Promise<{ code: string; message: string }> {
  try {
    const { experiment } = buildExperiment(loadExperiment(file, set.map(parseOverride)), registry);
    await simulate(experiment, registry);
  } catch (error) {
    if (isAstraError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("the run was not refused");
}

describe("an absurd size is refused at once, with the memory or the time that it would take", () => {
  const wide = "topology.0={shape: switch, npus: 800000, bandwidth: 1, latency: 1}";
  it.each<[string, string[], RegExp]>([
    ["NPUs", ["topology.0.npus=1000000000000"], /1,000,000,000,000 NPUs would take about 3,725\.29 TiB/],
    [
      "chunks",
      ["system.preferredDatasetSplits=1000000000", "workload.size=1000000000000"],
      /8,000,000,000 chunks of one all-reduce on 8 NPUs would take about 1\.46 TiB of memory/,
    ],
    [
      "messages",
      [wide, "network=analytical-congestion", "system.allReduceImplementation=direct16"],
      /1,279,998,400,000 messages of one all-reduce on 800000 NPUs would take 3\.0 days/,
    ],
    [
      "messages under way",
      [
        "topology.0={shape: switch, npus: 20000, bandwidth: 1, latency: 1}",
        "network=analytical-congestion",
        "system.allReduceImplementation=direct",
      ],
      /399,980,000 messages of one all-reduce on 20000 NPUs under way at once would take about 37\.25 GiB/,
    ],
    [
      "steps",
      [wide, "workload.collective=all-to-all", "network=analytical", "system.allToAllImplementation=ring"],
      /steps of each NPU in the algorithm ring over 800000 NPUs would take about [\d,.]+ TiB/,
    ],
    [
      "links",
      ["topology.0={shape: fully-connected, npus: 1000000, bandwidth: 1, latency: 1}", "network=packet"],
      /links of this topology's graph would take/,
    ],
    [
      "virtual channels",
      ["network={backend: packet, vcsPerVnet: 1000000000}"],
      /virtual channels .* would take about 1\.\d+ TiB|GiB/,
    ],
    [
      "virtual networks",
      ["network={backend: packet, lanes: 1000000000}"],
      /virtual channels \(1000000000 virtual networks/,
    ],
    ["flit slots", ["network={backend: packet, buffersPerVc: 100000000000}"], /100,000,000,000 flit slots/],
    [
      "flits of a packet",
      ["network={backend: packet, packetBytes: 1000000000000000, flitBytes: 128}"],
      /flits of one packet/,
    ],
    ["cycles of latency", ["network=packet", "topology.0.latency=10s"], /10,000,000,000 cycles of latency/],
    ["spans of a timeline", ["timeline.spans=1000000000000"], /1,000,000,000,000 spans of a timeline/],
    [
      "simulated time",
      ["topology.0.latency=1e15", "system.preferredDatasetSplits=8"],
      /the simulated time passes/,
    ],
  ])("%s", async (_, set, message) => {
    expect(await refusal(collectiveFile, ...set)).toEqual({
      code: "TOO_LARGE",
      message: expect.stringMatching(message),
    });
  });

  it("passes over the layers", async () => {
    const { code, message } = await refusal(trainingFile, "workload.passes=1000000000");
    expect(code).toBe("TOO_LARGE");
    expect(message).toContain("workload.passes: 1,000,000,000 passes would take about 7.45 GiB of memory");
  });

  it("points of a sweep", () => {
    const values = Array.from({ length: 2000 }, (_, value) => value);
    const axes = ["a", "b"].map((name) => fieldAxis(name, [name], values));
    expect(() => pointsOf({}, axes)).toThrow(
      /4,000,000 points \(a: 2000, b: 2000\) would take about 7\.45 GiB/,
    );
  });

  it("synthetic traffic", () => {
    expect(() => planTraffic({ numCpus: 1_000_000 })).toThrow(
      /routes between 1000000 nodes would take about 3\.64 TiB/,
    );
    expect(() => planTraffic({ numCpus: 4096, meshRows: 64, measureCycles: 1e9 })).toThrow(
      "draws of packets",
    );
  });

  it("includes that multiply", () => {
    for (let level = 0; level < 15; level++)
      writeFileSync(join(folder, `${level}.yaml`), `include: [${level + 1}.yaml, ${level + 1}.yaml]\n`);
    writeFileSync(join(folder, "15.yaml"), "seed: 1\n");
    expect(() => loadExperiment(join(folder, "0.yaml"))).toThrow("more than 200 files are included");
  });

  it("the generated workload", () => {
    const { status, stderr } = astraTs("workload", "generate", "--model", "gpt3", "--layers", "1000000000");
    expect(status).toBe(2);
    expect(stderr).toContain("TOO_LARGE");
  });
});

describe("a run over its memory budget", () => {
  it("ends soon after it has passed it, and says what it had reached", async () => {
    const { experiment } = buildExperiment(loadExperiment(trainingFile), registry);
    let looks = 0;
    const memory = [{ what: "a test", budget: 2 ** 32, used: () => 2 ** 30 * ++looks, hint: "Buy some." }];
    const outcome = simulate(experiment, registry, { memory });
    await expect(outcome).rejects.toMatchObject({
      code: "MEMORY_BUDGET",
      message: expect.stringMatching(
        /^the run reached its memory budget at [\d.]+ .s of simulated time, after \d+ events: 5 GiB in use: expected at most 4 GiB \(a test\)$/,
      ),
      hint: expect.stringContaining("Buy some."),
    });
    expect(looks).toBe(5);
  });

  it("exits with 1 and leaves the files of an earlier run as they were", () => {
    const out = join(folder, "result.json");
    expect(astraTs("run", exercise1, "--quiet", "--out", out).status).toBe(0);
    const before = readFileSync(out, "utf8");
    const { status, stderr, stdout } = astraTs("run", exercise1, "--out", out, "--memory-budget", "10MiB");
    expect(status, stderr).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /[\d.]+ MiB in use: expected at most 10 MiB \(--memory-budget\).*\n.*\[MEMORY_BUDGET\]/,
    );
    expect(readFileSync(out, "utf8")).toBe(before);
    expect(readdirSync(folder).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });

  it("has by default what is free on the machine, and the heap of Node", () => {
    const [machine, heap] = memoryBudgets(undefined);
    expect(machine!.budget).toBeGreaterThan(machine!.used());
    expect(heap!.budget).toBeGreaterThan(heap!.used());
    expect(memoryBudgets(memorySize("4GiB"))[0]!.budget).toBe(2 ** 32);
    expect(() => memorySize("much")).toThrow("Expected a size");
  });
});
