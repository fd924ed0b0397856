import { CauseRecorder, type Experiment, type Result, simulate } from "@astra-ts/core";
import { explain } from "@astra-ts/report";
import { describe, expect, it } from "vitest";
import { buildExperiment } from "../src/experiment/build.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const registry = createDefaultRegistry();

function built(raw: Record<string, unknown>): Experiment {
  const loaded = { file: "path.yaml", raw, locate: (error: never) => error };
  return buildExperiment(loaded as unknown as Parameters<typeof buildExperiment>[0], registry).experiment;
}

function followed(raw: Record<string, unknown>): Promise<Result> {
  return simulate(built(raw), registry, { causes: new CauseRecorder() });
}

const ring = (more: object = {}) => ({
  topology: { dimensions: [{ shape: "ring", npus: 8, bandwidth: 50, latency: 500 }], ...more },
});

function sumOfTimes({ criticalPath }: Result): number {
  const { dimensions, ...others } = criticalPath!.times;
  return [...dimensions, ...Object.values(others)].reduce((sum, time) => sum + time, 0);
}

describe("the critical path of a run", () => {
  it("goes over the slow link, from NPU to NPU, on every network", async () => {
    for (const network of ["analytical-congestion", "flow", "packet"]) {
      const overrides = [{ from: 2, to: 3, oneWay: true, bandwidth: 5 }];
      const workload = { collective: "all-reduce", size: 1_048_576 };
      const result = await followed({ ...ring({ overrides }), workload, network });
      const { steps } = result.criticalPath!;
      const slow = steps.filter((step) => step.from === 2 && step.rank === 3);
      const time = slow.reduce((sum, { start, end }) => sum + end - start, 0);
      expect(time, network).toBeGreaterThan(result.time.total * 0.7);
      expect(new Set(steps.map(({ rank }) => rank)).size, network).toBeGreaterThan(4);
      expect(explain(result).findings).toContainEqual(
        expect.stringMatching(/^Most of it are messages from NPU 2 to NPU 3: \d+ of them, .* %\)\.$/),
      );
    }
  });

  it("is that of the NPU that ends last, and names what it computed", async () => {
    const pass = { compute: 0, communication: null, size: 0 };
    const layer = {
      name: "only",
      forward: { ...pass, compute: 5000 },
      inputGradient: pass,
      weightGradient: pass,
    };
    const result = await followed({
      ...ring(),
      workload: { trainingLoop: "DATA", layers: [layer] },
      network: "analytical",
    });
    const { steps } = result.criticalPath!;
    expect(steps.some(({ name }) => name === "only forward")).toBe(true);
    expect(steps.at(-1)!.end).toBe(result.time.total);
  });

  it("is bounded: of a long way the last steps are told, and the times of all", async () => {
    const result = await followed({
      ...ring(),
      workload: { collective: "all-reduce", size: 1024, passes: 400 },
      system: { allReduceImplementation: "ring" },
      network: "analytical",
    });
    const { steps, droppedSteps } = result.criticalPath!;
    expect(droppedSteps).toBeGreaterThan(0);
    expect(steps.length).toBeLessThanOrEqual(2 * 4096);
    expect(sumOfTimes(result)).toBeCloseTo(result.time.total, 3);
    expect(explain(result).limits.join()).toContain("The way is long");
  });

  it("is followed where one NPU stands for all", async () => {
    const workload = { collective: "all-reduce", size: 65_536 };
    const whole = await followed({ ...ring(), workload, network: "analytical", symmetry: "off" });
    const one = await followed({ ...ring(), workload, network: "analytical", symmetry: "on" });
    expect(one.simulation.ranks).toBe(1);
    expect(one.criticalPath!.times).toEqual(whole.criticalPath!.times);
  });

  it("changes nothing of the run", async () => {
    const workload = { collective: "all-to-all", size: 65_536 };
    const raw = { ...ring(), workload, network: "flow" };
    const { criticalPath: _, simulation: _own, ...own } = await followed(raw);
    const { simulation: _plain, ...plain } = await simulate(built(raw), registry);
    expect(own).toEqual(plain);
  });
});
