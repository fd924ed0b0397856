import type { GraphReport, GraphStep } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { graphPathSentences } from "./graph-path.js";

const step = (
  rank: number,
  node: number,
  kind: GraphStep["kind"],
  start: number,
  end: number,
): GraphStep => ({
  rank,
  node,
  name: `n${node}`,
  kind,
  start,
  end,
});

const report = (steps: readonly GraphStep[]): GraphReport => ({
  nodes: [10, 10],
  neverRan: [2, 0],
  lastEnd: [100, 100],
  busy: { compute: [], cpu: [], communication: [], memory: [] },
  overlap: [],
  exposedCommunication: [],
  criticalPath: {
    steps,
    droppedSteps: 3,
    times: { compute: 30, cpu: 0, communication: 60, memory: 10 },
  },
});

describe("the way of a graph in words", () => {
  const sentences = graphPathSentences(
    report([
      step(1, 0, "compute", 0, 10),
      step(1, 1, "compute", 10, 30),
      step(0, 2, "communication", 30, 90),
      step(0, 3, "memory", 90, 100),
    ]),
    100,
  )!;

  it("tells shares, ranks, nodes that never ran and steps left out", () => {
    expect(sentences.findings).toEqual([
      "Followed node by node, the end waited for 60.0 % communication (60 ns), 30.0 % computing (30 ns), 10.0 % remote memory (10 ns).",
      "The way goes through the ranks 0, 1: once a node waits for what another rank does.",
      "2 of 20 nodes never ran: they wait for each other.",
      "The way is long: its last 4 nodes are told, 3 before them are not.",
    ]);
  });

  it("takes neighbouring nodes of a rank and kind together", () => {
    expect(sentences.stretches).toEqual([
      "0 ns to 30 ns (30 ns, 30.0 %): rank 1, computing: node 0 n0 … node 1 n1 (2 nodes)",
      "30 ns to 90 ns (60 ns, 60.0 %): rank 0, communication: node 2 n2",
      "90 ns to 100 ns (10 ns, 10.0 %): rank 0, remote memory: node 3 n3",
    ]);
  });

  it("is unknown where the history was not kept", () => {
    const { criticalPath: _, ...rest } = report([]);
    expect(graphPathSentences(rest, 100)).toBeUndefined();
  });
});
