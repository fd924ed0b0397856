import { describe, expect, it } from "vitest";
import { readGraph, writeGraph } from "./graph-file.js";
import type { GraphNodeWork } from "./graph-node.js";
import type { GraphWorkload } from "./workload.js";

const sender: GraphNodeWork[] = [
  { id: 0, name: "forward", kind: "compute", duration: 100, after: [] },
  { id: 1, kind: "send", to: { axis: "pipeline", shift: 1 }, tag: 0, bytes: 64, after: [0] },
  { id: 2, kind: "collective", collective: "all-reduce", bytes: 8, group: { axes: ["data"] }, after: [0] },
];
const receiver: GraphNodeWork[] = [
  { id: 0, kind: "receive", from: { axis: "pipeline", shift: -1 }, tag: 0, bytes: 64, after: [] },
  { id: 1, kind: "collective", collective: "all-to-all", bytes: 8, group: [2, 3], after: [0] },
];
const workload: GraphWorkload = {
  kind: "graph",
  grid: [
    { name: "data", size: 2 },
    { name: "pipeline", size: 2 },
  ],
  ranks: [sender, sender, receiver, receiver],
  communicationSlots: 8,
  step: { item: "token", items: 4096, flops: 1.5e15, peakFlops: 312_000 },
};

function file(nodes: object[], ranks: unknown = [[0, 1]]): string {
  return JSON.stringify({ schema: "astra-ts/graph@1", programs: [nodes], ranks });
}

describe("the JSON form of an execution graph", () => {
  it("keeps every node and shares programs both ways", () => {
    const text = writeGraph(workload);
    expect(text.split("\n").filter((line) => line.includes('"send"'))).toHaveLength(1);
    const read = readGraph(text);
    expect({ ...read, ranks: read.ranks.map((nodes) => [...nodes]) }).toEqual(workload);
    expect(read.ranks[0]).toBe(read.ranks[1]);
  });

  it("says where a file is wrong", () => {
    const compute = { id: 0, kind: "compute", duration: 1, after: [] };
    expect(() => readGraph("{", "g.json")).toThrow("g.json:1: an execution graph must be JSON");
    expect(() => readGraph("{}", "g.json")).toThrow("g.json: schema");
    expect(() => readGraph(file([{ ...compute, duration: -1 }]))).toThrow("programs.0.0.duration");
    const collective = { id: 1, kind: "collective", collective: "brodcast", bytes: 8 };
    const text = JSON.stringify(JSON.parse(file([compute, collective])), null, 1);
    const line = text.split("\n").findIndex((content) => content.includes("brodcast")) + 1;
    expect(() => readGraph(text, "g.json")).toThrow(
      new RegExp(
        `^g\\.json:${line}: programs\\.0\\.1\\.collective: .*found "brodcast", expected one of "all-reduce"`,
      ),
    );
    expect(() => readGraph(file([{ ...compute, kind: "gather" }]))).toThrow(
      "expected one of 'compute', 'collective'",
    );
    expect(() => readGraph(file([{ ...collective, collective: "all-reduce", group: 3 }]))).toThrow(
      /group: .*found 3, expected string, or array, or object/,
    );
    expect(() => readGraph(file([compute, compute]))).toThrow(
      "programs.0: two nodes have the same id: found 0",
    );
    expect(() => readGraph(file([{ ...compute, after: [7] }]))).toThrow("does not exist: found 7");
    expect(() => readGraph(file([{ ...compute, after: [0] }]))).toThrow("in a circle: found [0]");
    expect(() => readGraph(file([compute], [[1, 1]]))).toThrow("no such program: found 1");
    expect(() => readGraph(file([compute], [[0, 1e12]]))).toThrow("1,000,000,000,000 ranks would take");
  });
});
