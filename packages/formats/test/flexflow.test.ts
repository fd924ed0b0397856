import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createGraphTopology, isAstraError } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FlexFlowTaskGraph, readTaskGraph, taskGraphMachine, taskGraphWorkload } from "../src/index.js";

const bytes = new Uint8Array(
  gunzipSync(readFileSync(new URL("files/flexflow/flexnet_testbed.fbuf.gz", import.meta.url))),
);
const graph = readTaskGraph(bytes, "flexnet_testbed.fbuf");

describe("a task graph of FlexFlow", () => {
  it("has its tasks, nodes and links", () => {
    const count = (kind: string) => graph.tasks.filter((task) => task.kind === kind).length;
    expect([count("compute"), count("transfer"), count("all-reduce")]).toEqual([396, 132, 36]);
    expect(graph).toMatchObject({ nodes: 12, switches: 0, bandwidth: 6.25 });
    const topology = createGraphTopology(taskGraphMachine(graph, { latency: 500 }));
    expect(topology.npus).toBe(12);
  });

  it("becomes an execution graph: what each node computes, sends and adds up", () => {
    const { ranks, groups = {}, communicationSlots } = taskGraphWorkload(graph, { transfersAtOnce: "all" });
    const nodes = ranks.map((list) => [...list]);
    const of = (kind: string) => nodes.flat().filter((node) => node.kind === kind);
    expect(ranks).toHaveLength(12);
    expect(of("compute").filter((node) => node.kind === "compute" && node.on !== "cpu")).toHaveLength(396);
    expect(of("send")).toHaveLength(of("receive").length);
    expect(of("send").length).toBeGreaterThanOrEqual(132);
    const members = Object.values(groups).reduce((sum, ranksOfGroup) => sum + ranksOfGroup.length, 0);
    expect(of("collective")).toHaveLength(members);
    expect(communicationSlots).toBeGreaterThan(1);
    expect(taskGraphWorkload(graph, { transfersAtOnce: "one" }).communicationSlots).toBe(1);
    for (const list of nodes)
      for (const { id, after } of list) expect(after.every((earlier) => earlier < id)).toBe(true);
  });

  it("tells an end on another node by a message, and refuses a circle", () => {
    const compute = (node: number, next: number[]) =>
      ({ kind: "compute", node, duration: 5, next, name: "forward" }) as const;
    const small: FlexFlowTaskGraph = {
      nodes: 2,
      switches: 0,
      bandwidth: 1,
      connections: [],
      tasks: [compute(0, [1]), compute(1, [])],
    };
    const { ranks } = taskGraphWorkload(small, { transfersAtOnce: "all" });
    expect([...ranks[0]!].map(({ kind }) => kind)).toEqual(["compute", "send"]);
    expect([...ranks[1]!].map(({ kind }) => kind)).toEqual(["receive", "compute"]);
    const circle = { ...small, tasks: [compute(0, [1]), compute(1, [0])] };
    expect(() => taskGraphWorkload(circle, { transfersAtOnce: "all" })).toThrow(
      /2 tasks wait for each other in a circle/,
    );
  });

  it("is refused with the file's name where it is damaged", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        for (const damaged of [bytes.slice(0, at), bytes.map((own, index) => (index === at ? byte : own))])
          try {
            readTaskGraph(damaged, "damaged.fbuf");
          } catch (error) {
            if (!isAstraError(error)) throw error;
            expect(error.details.file).toBe("damaged.fbuf");
          }
      }),
      { numRuns: 60 },
    );
  });
});
