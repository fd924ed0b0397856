import { simulate } from "@astra-ts/core";
import { explain } from "@astra-ts/report";
import { describe, expect, it } from "vitest";
import { buildExperiment } from "../src/experiment/build.js";
import { findProblems } from "../src/experiment/find-problems.js";
import { loadExperiment } from "../src/experiment/load.js";
import { parseOverride } from "../src/experiment/set-override.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { root } from "./astra-ts.js";

const registry = createDefaultRegistry();
const load = (...set: string[]) =>
  loadExperiment(`${root}examples/straggler/experiment.yaml`, set.map(parseOverride));
const run = (...set: string[]) => simulate(buildExperiment(load(...set), registry).experiment, registry);

describe("stragglers", () => {
  it.each(["packet", "analytical-congestion"])(
    "cost what is derived in the example on %s",
    async (network) => {
      const result = await run(`network=${network}`);
      const { total, undisturbed = 0 } = result.time;
      expect(Math.abs(total - undisturbed - 2_000_000)).toBeLessThan(100);
      expect(Math.abs(undisturbed - 4 * 2_063_000)).toBeLessThan(1_000);
      expect(result.npuCompute).toEqual([8_000_000, 8_000_000, 10_000_000, 8_000_000]);
      expect(explain(result).findings.join()).toContain("Stragglers and jitter cost 2 ms (24.2 %)");
    },
  );

  it.each(["analytical", "flow"])(
    "are never earlier than the slowest NPU computes, and bytes stay the same, on %s",
    async (network) => {
      const result = await run(`network=${network}`);
      expect(result.time.total).toBeGreaterThan(10_000_000);
      expect(result.time.total).toBeGreaterThanOrEqual(result.time.undisturbed! + 1_000_000);
      expect(result.bytesSent.reduce((sum, bytes) => sum + bytes, 0)).toBe(result.networkReport.bytes);
      expect(result.bound?.below).toBe(false);
    },
  );

  it("of jobs are NPUs of the machine", async () => {
    const loaded = load(
      "network=packet",
      "stragglers=[{ npus: [3], factor: 2 }]",
      "jobs=[{ name: a, npus: 2, workload: {} }, { name: b, npus: 2, workload: {} }]",
    );
    const { workload, jobs, ...rest } = loaded.raw as { workload: object; jobs: object[] };
    const raw = { ...rest, jobs: jobs.map((job) => ({ ...job, workload })) };
    const result = await simulate(buildExperiment({ ...loaded, raw }, registry).experiment, registry);
    expect(result.npuCompute).toEqual([8_000_000, 8_000_000, 8_000_000, 16_000_000]);
    expect(result.jobs![1]!.time - result.jobs![0]!.time).toBeGreaterThan(7_900_000);
  });

  it("and jitter give the same twice, other draws for another seed, and cost something in step", async () => {
    const jitter = [
      "network=analytical-congestion",
      "stragglers=[{ npus: [0], factor: 1 }]",
      "jitter={ deviation: 0.1 }",
    ];
    const first = await run(...jitter);
    expect((await run(...jitter)).npuFinish).toEqual(first.npuFinish);
    expect((await run(...jitter, "jitter.seed=2")).npuFinish).not.toEqual(first.npuFinish);
    // All wait for the slowest, so that a mean of 1 does not mean no cost.
    expect(first.time.total).toBeGreaterThan(first.time.undisturbed!);
  });

  it.each([
    [
      "stragglers.0.npus=[4]",
      "stragglers.0.npus.0: the machine has no such NPU: found 4, expected NPUs from 0 to 3",
    ],
    ["stragglers.0.until=1ms", "stragglers.0.until: the end comes first"],
    ["stragglers.0.factor=0", "stragglers.0.factor"],
    [
      "jitter={ distribution: uniform, deviation: 0.8 }",
      "jitter.deviation: a compute time would be negative: found 0.8",
    ],
    ["jitter={ distribution: normal, deviation: 0.1 }", "jitter.distribution"],
  ])("%s is refused", (change, message) => {
    expect(
      findProblems(load(change), registry)
        .map((problem) => problem.message)
        .join(),
    ).toContain(message);
  });
});
