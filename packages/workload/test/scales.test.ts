import type { GraphNodeWork } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { graphOptions } from "../src/graph/graph-options.js";
import { collectiveModel, type GraphOptionsInput, graphModel } from "../src/index.js";
import { scaleBytes } from "../src/scale.js";
import { rings, runPrepared } from "./fake-run.js";

const surroundings = { trainingLoops: new Map(), warn: () => {} };

function runGraphs(ranks: GraphNodeWork[][], options: GraphOptionsInput) {
  const prepared = graphModel.prepare(
    { topology: rings(ranks.length), ...surroundings },
    { kind: "graph", ranks },
    graphOptions.parse(options),
  );
  const { workload, issued } = runPrepared(prepared, ranks.length);
  return { report: workload.report(), issued };
}

/** 10 ns of computing, then an all-reduce of 50 B (50 ns here), then a message of 30 B (30 ns) from rank 0 to rank 1, which computes for 5 ns. */
const sender: GraphNodeWork[] = [
  { id: 0, kind: "compute", duration: 10, after: [] },
  { id: 1, kind: "collective", collective: "all-reduce", bytes: 50, after: [0] },
  { id: 2, kind: "send", to: 1, tag: 7, bytes: 30, after: [1] },
];
const receiver: GraphNodeWork[] = [
  { id: 0, kind: "compute", duration: 10, after: [] },
  { id: 1, kind: "collective", collective: "all-reduce", bytes: 50, after: [0] },
  { id: 2, kind: "receive", from: 0, tag: 7, bytes: 30, after: [1] },
  { id: 3, kind: "compute", duration: 5, after: [2] },
];

describe("scales and passes of graphs", () => {
  it("scale computing, collectives and messages", () => {
    expect(runGraphs([sender, receiver], {}).report.finish).toEqual([90, 95]);
    expect(runGraphs([sender, receiver], { computeScale: 2 }).report.finish).toEqual([100, 110]);
    expect(runGraphs([sender, receiver], { communicationScale: 0.5 }).report.finish).toEqual([50, 55]);
  });

  it("scale what a roofline says", () => {
    const node: GraphNodeWork = {
      id: 0,
      kind: "compute",
      duration: 1,
      operations: 2_000_000,
      memoryBytes: 1,
      after: [],
    };
    const roofline = { peakPerformance: 1, memoryBandwidth: 1e9 };
    expect(runGraphs([[node], [node]], { roofline }).report.compute[0]).toBe(2000);
    expect(runGraphs([[node], [node]], { roofline, computeScale: 0.25 }).report.compute[0]).toBe(500);
  });

  it("run the graph again, each rank as soon as it is through", () => {
    const { report, issued } = runGraphs([sender, receiver], { passes: 3 });
    // Rank 0 starts its passes at 0, 90 and 180, rank 1 at 0, 95 and 185.
    expect(report.finish).toEqual([270, 275]);
    expect(report.view(0).passFinish).toEqual([90, 180, 270]);
    expect(report.compute).toEqual([30, 45]);
    expect(issued.filter(({ rank }) => rank === 1).map(({ time }) => time)).toEqual([10, 105, 195]);
    expect(runGraphs([sender, receiver], { passes: 0 }).report.finish).toEqual([0, 0]);
  });

  it("have one critical path through all passes", () => {
    const { steps, times } = runGraphs([sender, receiver], { passes: 3 }).report.graph!.criticalPath!;
    expect(steps[0]?.start).toBe(0);
    expect(steps.at(-1)?.end).toBe(275);
    for (let index = 1; index < steps.length; index++)
      expect(steps[index]!.start).toBe(steps[index - 1]!.end);
    expect(times.compute + times.communication).toBe(275);
  });

  it("are refused where every node takes its recorded time", () => {
    expect(graphOptions.safeParse({ replay: true, communicationScale: 2 }).error?.message).toContain(
      "with replay every node takes its recorded time",
    );
  });
});

describe("scales and passes of a collective", () => {
  const run = (options: { passes: number; communicationScale: number }) => {
    const prepared = collectiveModel.prepare(
      { topology: rings(4), ...surroundings },
      { kind: "collective", collective: "all-gather", bytes: 64 },
      { computeScale: 1, ...options },
    );
    return runPrepared(prepared, 4).workload.report();
  };

  it("change size and number", () => {
    expect(run({ passes: 1, communicationScale: 2 }).finish[0]).toBe(128);
    expect(run({ passes: 3, communicationScale: 1 }).finish).toEqual([192, 192, 192, 192]);
    expect(run({ passes: 3, communicationScale: 1 }).view(0).passFinish).toEqual([64, 128, 192]);
    expect(run({ passes: 0, communicationScale: 1 }).finish[0]).toBe(0);
  });
});

describe("scaleBytes", () => {
  it("gives whole bytes, and never nothing of something", () => {
    expect([scaleBytes(3, 0.5), scaleBytes(1, 0.001), scaleBytes(0, 4), scaleBytes(7, 1)]).toEqual([
      2, 1, 0, 7,
    ]);
    expect(() => scaleBytes(2 ** 50, 16)).toThrow("becomes too large");
  });
});
