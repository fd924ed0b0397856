import { createGraphTopology, type GraphInput } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { routeShares } from "./route-shares.js";

/** Two leaves of one NPU each, over `ways` spines. */
function leafSpine(ways: number): GraphInput {
  const spines = Array.from({ length: ways }, (_, index) => `spine ${index}`);
  const figures = { bandwidth: 10, latency: 100 };
  return {
    nodes: [
      ...["a", "b"].map((name) => ({ name, kind: "npu" as const })),
      ...["leaf a", "leaf b", ...spines].map((name) => ({ name, kind: "switch" as const })),
    ],
    links: ["a", "b"].flatMap((npu) => [
      { from: npu, to: `leaf ${npu}`, ...figures },
      ...spines.map((spine) => ({ from: `leaf ${npu}`, to: spine, ...figures })),
    ]),
  };
}

function shares(machine: GraphInput): number[] {
  const way = routeShares(createGraphTopology(machine).graph(), 0, 1);
  expect(way.latency).toBe(400);
  return [...way.shares].sort((a, b) => b - a);
}

describe("the way of a message", () => {
  it("splits over equal paths, up to sixteen", () => {
    expect(shares(leafSpine(1))).toEqual([1, 1, 1, 1]);
    expect(shares(leafSpine(16))).toEqual([1, 1, ...Array.from({ length: 32 }, () => 1 / 16)]);
  });

  it("takes one path where they are more, but all links of its NPU", () => {
    expect(shares(leafSpine(17))).toEqual([1, 1, 1, 1]);
    const one = leafSpine(17);
    const inPlanes: GraphInput = {
      nodes: [
        ...one.nodes,
        ...one.nodes.slice(2).map(({ name }) => ({ name: `${name} of plane 2`, kind: "switch" as const })),
      ],
      links: [
        ...one.links,
        ...one.links.map(({ from, to, ...figures }) => ({
          from: from.length === 1 ? from : `${from} of plane 2`,
          to: `${to} of plane 2`,
          ...figures,
        })),
      ],
    };
    expect(shares(inPlanes)).toEqual(Array.from({ length: 8 }, () => 1 / 2));
  });
});
