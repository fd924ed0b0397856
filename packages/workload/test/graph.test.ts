import { createRegistry, type GraphNodeWork, type GraphWorkload } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { graphOptions } from "../src/graph/graph-options.js";
import { collectiveModel, type GraphOptionsInput, graphModel, workloadLayer } from "../src/index.js";
import { rings, runPrepared } from "./fake-run.js";

const noWarning = { trainingLoops: new Map(), warn: () => {} };

function run(ranks: GraphNodeWork[][], options: GraphOptionsInput = {}) {
  const workload: GraphWorkload = { kind: "graph", ranks };
  const prepared = graphModel.prepare(
    { topology: rings(ranks.length), ...noWarning },
    workload,
    graphOptions.parse(options),
  );
  const { workload: running, works } = runPrepared(prepared, ranks.length);
  return { works, report: running.report(), pending: running.pending() };
}

const compute = (id: number, duration: number, ...after: number[]): GraphNodeWork => ({
  id,
  kind: "compute",
  duration,
  after,
});
const allReduce = (id: number, bytes: number, ...after: number[]): GraphNodeWork => ({
  id,
  kind: "collective",
  collective: "all-reduce",
  bytes,
  after,
});

describe("execution graphs", () => {
  it("run one compute at a time, in order of id, beside communication", () => {
    const program = [compute(3, 10), compute(1, 100), allReduce(2, 50), compute(4, 5, 1, 2)];
    const { report, works } = run([program, program]);
    expect(report.finish).toEqual([115, 115]);
    expect(works.map(({ name, start, end }) => [name, start, end])).toEqual([
      ["all-reduce", 0, 50],
      ["compute", 0, 100],
      ["compute", 100, 110],
      ["compute", 110, 115],
    ]);
    expect(report.compute).toEqual([115, 115]);
    expect(report.view(0).layers[0].communication.forward).toBe(50);
  });

  it("keep collectives apart unless there are slots for more", () => {
    const program = [allReduce(0, 40), allReduce(1, 60)];
    expect(run([program, program]).report.finish[0]).toBe(100);
    expect(run([program, program], { communicationSlots: 2 }).report.finish[0]).toBe(60);
  });

  it("send and receive", () => {
    const { report } = run([
      [compute(0, 10), { id: 1, kind: "send", to: 1, tag: 7, bytes: 30, after: [0] }],
      [{ id: 0, kind: "receive", from: 0, tag: 7, bytes: 30, after: [] }, compute(1, 5, 0)],
    ]);
    expect(report.finish).toEqual([40, 45]);
  });

  it("say what a rank waits for", () => {
    const { report, pending } = run([
      [{ id: 0, kind: "receive", from: 1, tag: 7, bytes: 30, after: [] }],
      [],
    ]);
    expect(report.finish).toEqual([null, 0]);
    expect(pending).toEqual([
      {
        rank: 0,
        waitsFor: "the end of node 0, a receive: rank 1 has no send of 30 B with tag 7 left",
        since: 0,
      },
    ]);
  });

  it.each<[string, GraphNodeWork[], RegExp]>([
    ["a cycle", [compute(0, 1, 1), compute(1, 1, 0)], /in a circle/],
    ["a missing node", [compute(0, 1, 9)], /does not exist: found 9/],
    ["a repeated id", [compute(0, 1), compute(0, 1)], /same id/],
    ["a negative duration", [compute(0, -1)], /wrong duration of node 0: found -1/],
    ["a fraction of a byte", [allReduce(0, 0.5)], /wrong size of node 0: found 0.5/],
    ["a message to itself", [{ id: 0, kind: "send", to: 0, tag: 0, bytes: 1, after: [] }], /itself/],
    ["a foreign group", [{ ...allReduce(0, 8), group: [1] } as GraphNodeWork], /no member of its own group/],
    ["a dimension too many", [{ ...allReduce(0, 8), dimensions: [1] } as GraphNodeWork], /no such dimension/],
  ])("refuse %s", (_, program, message) => {
    expect(() => run([program, []])).toThrow(message);
  });

  it("need a graph for each NPU", () => {
    expect(() =>
      graphModel.prepare(
        { topology: rings(4), ...noWarning },
        { kind: "graph", ranks: [[]] },
        graphOptions.parse({}),
      ),
    ).toThrow(/found 1, expected 4 graphs/);
  });
});

describe("a lone collective", () => {
  it("ends on every rank", () => {
    const prepared = collectiveModel.prepare(
      { topology: rings(4), ...noWarning },
      { kind: "collective", collective: "all-gather", bytes: 64 },
      { passes: 1, computeScale: 1, communicationScale: 1 },
    );
    const { workload } = runPrepared(prepared, 4);
    expect(workload.report()).toMatchObject({ finish: [64, 64, 64, 64], compute: [0, 0, 0, 0] });
    expect(workload.report().view(0).layers[0]).toMatchObject({
      name: "all-gather",
      collectives: 1,
      queueingDelay: [0, 3],
    });
  });
});

describe("the plugin", () => {
  it("brings a model for each kind of workload", () => {
    const registry = createRegistry([workloadLayer]);
    expect(registry.list("workloads").map(({ entry }) => entry.kind)).toEqual([
      "layers",
      "graph",
      "collective",
      "jobs",
    ]);
    expect(registry.list("trainingLoops")).toHaveLength(12);
  });
});
