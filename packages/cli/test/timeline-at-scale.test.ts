import { createTopology, type Experiment, readResult, simulate } from "@astra-ts/core";
import { renderReport } from "@astra-ts/report";
import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const none = { compute: 1000, communication: null, bytes: 0 };
const layers = ["attention", "head"].map((name, index) => ({
  name,
  forward: none,
  inputGradient: none,
  weightGradient: { compute: 3000, communication: "all-reduce" as const, bytes: 2 ** (18 + index) },
  updateTime: 10,
}));

/** 1,024 NPUs in a step of data-parallel training, many times over. */
const experiment: Experiment = {
  name: "many passes",
  topology: createTopology([{ shape: "switch", npus: 1024, bandwidth: 100, latency: 500, links: 1 }]),
  network: { name: "analytical" },
  system: { name: "astra", options: { allReduceImplementation: ["halvingDoubling"] } },
  workload: { kind: "layers", trainingLoop: "DATA", layers },
  workloadOptions: { passes: 3 },
  symmetry: "off",
};
const registry = createDefaultRegistry();

describe("the timeline of 1,024 NPUs", () => {
  it("has all of them, from the first to the last instant, in few spans; the run is the same without", async () => {
    const whole = await simulate({ ...experiment, timeline: { ranks: 1024, spans: 2000 } }, registry);
    const { timeline, time, npuCompute } = whole;
    const { overview, spans, mergedSpans } = timeline;
    expect(whole.simulation.ranks).toBe(1024);
    expect(spans.length).toBeLessThanOrEqual(2000);
    expect(mergedSpans).toBeGreaterThan(10_000);
    const computing = overview?.lanes.filter(({ kind }) => kind === "compute") ?? [];
    expect(computing).toHaveLength(1024);
    for (const { rank, busy } of computing)
      expect(busy.reduce((sum, own) => sum + own, 0)).toBe(npuCompute?.[rank]);
    const width = overview?.binWidth ?? 0;
    const end = Math.max(...(overview?.lanes ?? []).map(({ busy }) => busy.length * width));
    expect(end).toBeGreaterThanOrEqual(time.total);
    expect(end - time.total).toBeLessThan(width);
    expect(readResult(JSON.parse(JSON.stringify(whole))).timeline).toEqual(timeline);
    expect(renderReport({ kind: "result", result: whole }).length).toBeLessThan(4_000_000);

    const bare = await simulate({ ...experiment, timeline: { ranks: 0, spans: 0 } }, registry);
    expect([bare.time, bare.npuFinish]).toEqual([time, whole.npuFinish]);
    expect(bare.timeline).toEqual({ spans: [], ranks: [], mergedSpans: 0 });
  });
});

describe("the timeline of a single collective", () => {
  it("shows that all wait for it", async () => {
    const { timeline, time } = await simulate(
      {
        ...experiment,
        workload: { kind: "collective", collective: "all-reduce", bytes: 2 ** 20 },
        workloadOptions: {},
      },
      registry,
    );
    expect(timeline.ranks).toHaveLength(16);
    const waits = timeline.spans.filter(({ kind }) => kind === "exposed");
    expect(new Set(waits.map(({ rank }) => rank)).size).toBe(16);
    for (const { start, end } of waits) expect([start, end]).toEqual([0, time.total]);
  });
});
