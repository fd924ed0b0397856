import type { GraphNodeWork, GraphWorkload } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { graphOptions } from "../src/graph/graph-options.js";
import { type GraphOptionsInput, graphModel, readRemoteMemory } from "../src/index.js";
import { rings, runPrepared } from "./fake-run.js";

/** Runs graphs over collectives and messages that take one ns per byte. Gives reports, warnings, and the spans of rank 0 by id. */
function run(ranks: GraphNodeWork[][], options: GraphOptionsInput = {}, more: Partial<GraphWorkload> = {}) {
  const warnings: string[] = [];
  const prepared = graphModel.prepare(
    { topology: rings(ranks.length), trainingLoops: new Map(), warn: (text) => void warnings.push(text) },
    { kind: "graph", ranks, ...more },
    graphOptions.parse(options),
  );
  const { workload, works } = runPrepared(prepared, ranks.length);
  const report = workload.report();
  const nodes = works.filter(({ node }) => node !== undefined);
  const spans = Object.fromEntries(nodes.map(({ node, start, end }) => [String(node), [start, end]]));
  return { report, warnings, spans, pending: workload.pending(), graph: report.graph! };
}

const compute = (id: number, duration: number, ...after: number[]): GraphNodeWork => ({
  id,
  kind: "compute",
  duration,
  after,
});
const onCpu = (id: number, duration: number, ...after: number[]): GraphNodeWork => ({
  ...compute(id, duration, ...after),
  kind: "compute",
  duration,
  on: "cpu",
});
const allReduce = (id: number, bytes: number, ...after: number[]): GraphNodeWork => ({
  id,
  kind: "collective",
  collective: "all-reduce",
  bytes,
  after,
});
const load = (id: number, bytes: number, ...after: number[]): GraphNodeWork => ({
  id,
  kind: "memory",
  access: "load",
  bytes,
  after,
});
const marker = (id: number, ...after: number[]): GraphNodeWork => ({ id, kind: "marker", after });

describe("what may run at once", () => {
  const idle: GraphNodeWork[] = [];
  const memory = { model: "per-npu", latency: 10, bandwidth: 2 } as const;

  it("is one node on CPU, compute units and communication each", () => {
    const { spans } = run([[compute(1, 10), compute(2, 10), onCpu(3, 10), onCpu(4, 10), load(5, 20)], idle], {
      remoteMemory: memory,
    });
    expect(spans).toEqual({ 1: [0, 10], 2: [10, 20], 3: [0, 10], 4: [10, 20], 5: [0, 20] });
  });

  it("is an access to memory in place of a collective, unless it has a resource of its own", () => {
    const program = [load(1, 20), allReduce(2, 30)];
    expect(run([program, program], { remoteMemory: memory }).spans[2]).toEqual([20, 50]);
    expect(run([program, program], { remoteMemory: memory, resources: "four" }).spans[2]).toEqual([0, 30]);
  });

  it("is an access of the CPU beside a collective", () => {
    const program: GraphNodeWork[] = [
      { ...load(1, 20), kind: "memory", access: "store", bytes: 20, on: "cpu" },
      allReduce(2, 30),
    ];
    expect(run([program, program], { remoteMemory: memory }).spans).toEqual({ 1: [0, 20], 2: [0, 30] });
  });
});

describe("which node goes first", () => {
  const program = [compute(9, 10), compute(5, 10, 9), compute(7, 10), compute(6, 10)];

  it("is the one with the smallest id of those that could start", () => {
    expect(run([program, []]).spans).toEqual({ 6: [0, 10], 7: [10, 20], 9: [20, 30], 5: [30, 40] });
  });

  it("or the one that could start first", () => {
    const late = [compute(9, 10), compute(1, 10, 9), compute(10, 10)];
    expect(run([late, []], { issueOrder: "ready" }).spans).toEqual({ 9: [0, 10], 10: [10, 20], 1: [20, 30] });
    expect(run([late, []]).spans).toEqual({ 9: [0, 10], 1: [10, 20], 10: [20, 30] });
  });
});

describe("nodes that take no time", () => {
  const program = [compute(1, 10), marker(2), compute(3, 5, 2), onCpu(4, 4)];

  it("let others start at once", () => {
    expect(run([[marker(2), onCpu(4, 4), compute(3, 5, 2)], []]).spans).toEqual({
      2: [0, 0],
      3: [0, 5],
      4: [0, 4],
    });
  });

  it("or when another node of their NPU ends", () => {
    expect(run([[marker(2), onCpu(4, 4), compute(3, 5, 2)], []], { instantNodes: "wait" }).spans).toEqual({
      2: [0, 0],
      3: [4, 9],
      4: [0, 4],
    });
    expect(run([program, []], { instantNodes: "wait" }).spans[3]).toEqual([10, 15]);
  });

  it("hold nobody up where nothing else runs", () => {
    const { report } = run([[marker(1), marker(2, 1), compute(3, 5, 2)], [marker(1)]], {
      instantNodes: "wait",
    });
    expect(report.finish).toEqual([5, 0]);
  });
});

describe("nodes that wait for each other", () => {
  const program = [compute(1, 10), compute(2, 10, 3), compute(3, 10, 2)];

  it("are left alone where that is asked for, and named", () => {
    const { report, warnings, graph } = run([program, []], { stuckNodes: "leave" });
    expect(report.finish).toEqual([10, 0]);
    expect(graph.neverRan).toEqual([2, 0]);
    expect(warnings).toEqual([
      "Rank 0: 2 of 3 nodes never run, because nodes wait for each other: 2 -> 3 -> 2.",
    ]);
  });

  it("are refused otherwise, and where nothing else is there", () => {
    expect(() => run([program, []])).toThrow(/in a circle: found "2 -> 3 -> 2"/);
    expect(() => run([[compute(1, 1, 1)], []], { stuckNodes: "leave" })).toThrow(/in a circle/);
  });
});

describe("times", () => {
  const work = (id: number, operations: number, memoryBytes: number): GraphNodeWork => ({
    ...compute(id, 7),
    kind: "compute",
    duration: 7,
    operations,
    memoryBytes,
  });

  it("are those of a roofline, where nodes tell their work", () => {
    const { spans, graph } = run(
      [[work(1, 4e6, 1000), work(2, 2000, 1000), compute(3, 5), work(4, 0, 1000)], []],
      {
        roofline: { peakPerformance: 2, memoryBandwidth: 100 },
      },
    );
    expect(spans).toEqual({ 1: [0, 2000], 2: [2000, 2010], 3: [2010, 2015], 4: [2015, 2025] });
    expect(graph.roofline!.computeBound[0]).toBeCloseTo(2000 / 2026);
    expect(graph.roofline!.memoryUtilization[0]).toBeCloseTo((2000 * 0.005 + 10 + 10) / 2026);
  });

  it("are 0 for work without bytes under a roofline", () => {
    const { spans } = run([[work(1, 100, 0)], []], {
      roofline: { peakPerformance: 2, memoryBandwidth: 100 },
    });
    expect(spans).toEqual({ 1: [0, 0] });
  });

  it("are those recorded, for communication too, in a replay", () => {
    const program: GraphNodeWork[] = [
      { ...allReduce(1, 100), kind: "collective", collective: "all-reduce", bytes: 100, duration: 30 },
      compute(2, 10),
      allReduce(3, 100, 1),
    ];
    const { spans, report, graph } = run([program, program], { replay: true });
    expect(spans).toEqual({ 1: [0, 30], 2: [0, 10], 3: [30, 31] });
    expect(report.compute).toEqual([10, 10]);
    expect(graph.exposedCommunication).toEqual([-10, -10]);
  });
});

describe("remote memory", () => {
  const two = [load(1, 100), load(2, 50, 1)];

  it("is refused where there is none", () => {
    expect(() => run([two, two])).toThrow(/an access to remote memory, and there is none/);
  });

  it("of each NPU serves it alone", () => {
    const { report } = run([two, two], { remoteMemory: { model: "per-npu", latency: 5, bandwidth: 10 } });
    expect(report.finish).toEqual([25, 25]);
  });

  it("of all serves one access at a time, in the order in which they came", () => {
    const { report, spans } = run([two, two], { remoteMemory: { model: "pool", latency: 5, bandwidth: 10 } });
    expect(spans).toEqual({ 1: [0, 15], 2: [15, 40] });
    expect(report.finish).toEqual([40, 50]);
  });

  it("of a node serves its NPUs one at a time", () => {
    const { report } = run([two, two, two, two], {
      remoteMemory: { model: "per-node", latency: 5, bandwidth: 10, npusPerNode: 2 },
    });
    expect(report.finish).toEqual([40, 50, 40, 50]);
  });

  it("is described by ASTRA-sim's file, in whole numbers", () => {
    expect(readRemoteMemory({ "memory-type": "NO_MEMORY_EXPANSION" }, "m.json")).toBeUndefined();
    expect(
      readRemoteMemory(
        {
          "memory-type": "PER_NODE_MEMORY_EXPANSION",
          "remote-mem-latency": 9.9,
          "remote-mem-bw": 2.5,
          "num-nodes": 1,
          "num-npus-per-node": 4,
        },
        "m.json",
      ),
    ).toEqual({ model: "per-node", latency: 9, bandwidth: 2, npusPerNode: 4 });
    expect(() => readRemoteMemory({ "memory-type": "POOL" }, "m.json")).toThrow(
      /m\.json: memory-type: no kind of remote memory: found "POOL"/,
    );
    expect(() => readRemoteMemory({ "memory-type": "MEMORY_POOL" }, "m.json")).toThrow(/remote-mem-bw/);
  });
});

describe("the report of a run", () => {
  it("tells busy times, overlap and what lies in memory", () => {
    const tensors = (name: string, bytes: number) => [{ name, bytes }];
    const program: GraphNodeWork[] = [
      {
        ...compute(1, 10),
        kind: "compute",
        duration: 10,
        inputs: tensors("w", 100),
        outputs: tensors("a", 30),
      },
      allReduce(2, 20),
      {
        ...compute(3, 10, 2),
        kind: "compute",
        duration: 10,
        inputs: tensors("a", 30),
        outputs: tensors("b", 5),
      },
      onCpu(4, 3),
    ];
    const { graph } = run([program, program], { memoryUse: true });
    expect(graph.busy).toEqual({ compute: [20, 20], cpu: [3, 3], communication: [20, 20], memory: [0, 0] });
    expect(graph.overlap).toEqual([10, 10]);
    expect(graph.lastEnd).toEqual([30, 30]);
    expect(graph.exposedCommunication).toEqual([10, 10]);
    expect(graph.memory!.peak).toEqual([130, 130]);
    expect(graph.memory!.use[0]).toEqual([
      [0, 130],
      [10, 30],
      [20, 35],
      [30, 5],
    ]);
  });

  it("follows the critical path from rank to rank", () => {
    const { graph } = run(
      [
        [
          compute(1, 5),
          { id: 2, name: "to 1", kind: "send", to: 1, tag: 0, bytes: 20, after: [1] },
          allReduce(3, 8),
        ],
        [
          { id: 1, kind: "receive", from: 0, tag: 0, bytes: 20, after: [] },
          { ...compute(2, 100, 1), name: "late" } as GraphNodeWork,
          allReduce(3, 8, 2),
        ],
      ],
      { communicationSlots: 2 },
    );
    expect(graph.criticalPath!.steps).toEqual([
      { rank: 0, node: 1, name: "compute", kind: "compute", start: 0, end: 5 },
      { rank: 0, node: 2, name: "to 1", kind: "communication", start: 5, end: 25 },
      { rank: 1, node: 2, name: "late", kind: "compute", start: 25, end: 125 },
      { rank: 1, node: 3, name: "all-reduce", kind: "communication", start: 125, end: 133 },
    ]);
    expect(graph.criticalPath!.times).toEqual({ compute: 105, cpu: 0, communication: 28, memory: 0 });
  });

  it("says who never came, and which partner a message has not", () => {
    const receive = (id: number, tag: number): GraphNodeWork => ({
      id,
      kind: "receive",
      from: 1,
      tag,
      bytes: 8,
      after: [],
    });
    const { pending } = run([
      [receive(1, 5), receive(2, 6)],
      [
        { id: 7, name: "wrong", kind: "send", to: 0, tag: 4, bytes: 8, after: [9] },
        { id: 8, kind: "send", to: 0, tag: 6, bytes: 8, after: [9] },
        { id: 9, kind: "receive", from: 0, tag: 1, bytes: 8, after: [] },
      ],
    ]);
    expect(pending.map(({ waitsFor }) => waitsFor)).toEqual([
      "the end of node 1, a receive: rank 1 has no send of 8 B with tag 5; its node 7 (wrong) has 8 B with tag 4",
      "the end of node 2, a receive: its send, node 8 of rank 1, has not started",
      "the end of node 9, a receive: rank 0 has no send of 8 B with tag 1 left",
    ]);
  });
});

describe("groups by name", () => {
  it("are looked up in the workload", () => {
    const node = { ...allReduce(1, 8), group: "both" } as GraphNodeWork;
    expect(run([[node], [node]], {}, { groups: { both: [1, 0] } }).report.finish).toEqual([8, 8]);
    expect(() => run([[node], [node]], {}, { groups: { boht: [1, 0] } })).toThrow(
      /found "both", expected one of boht/,
    );
    expect(() => run([[node], [node]])).toThrow(/a workload with groups/);
  });
});
