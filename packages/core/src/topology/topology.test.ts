import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAstraError } from "../errors/astra-error.js";
import { createGraphTopology } from "./create-graph-topology.js";
import { createTopology } from "./create-topology.js";
import type { DimensionInput } from "./shapes/dimension.js";
import type { Topology } from "./topology.js";

const dimension = (shape: string, npus: number, more: Partial<DimensionInput> = {}): DimensionInput => ({
  shape,
  npus,
  bandwidth: 50,
  latency: 500,
  ...more,
});

const anyDimension: fc.Arbitrary<DimensionInput> = fc.oneof(
  fc
    .tuple(fc.constantFrom("ring", "fully-connected", "switch", "mesh"), fc.integer({ min: 1, max: 6 }))
    .map(([shape, npus]) => dimension(shape, npus)),
  fc.integer({ min: 0, max: 3 }).map((digits) => dimension("hypercube", 2 ** digits)),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
    .map(([leaves, spines, perLeaf]) => dimension("leaf-spine", leaves * perLeaf, { leaves, spines })),
);
const anyTopology = fc
  .array(anyDimension, { minLength: 1, maxLength: 3 })
  .map((list) => createTopology(list));

function codeAndField(action: () => unknown): [string, string | undefined] {
  try {
    action();
  } catch (error) {
    if (isAstraError(error)) return [error.code, error.details.field];
    throw error;
  }
  return ["nothing thrown", undefined];
}

function walk(topology: Topology, source: number, destination: number): number[] {
  const { links } = topology.graph();
  const nodes = [source];
  for (const id of topology.graph().route(source, destination)) {
    expect(links[id].from).toBe(nodes[nodes.length - 1]);
    nodes.push(links[id].to);
  }
  return nodes;
}

describe("topology", () => {
  it("numbers ranks with the innermost dimension fastest", () => {
    const topology = createTopology([
      dimension("ring", 2),
      dimension("fully-connected", 8),
      dimension("switch", 4),
    ]);
    expect(topology.npus).toBe(64);
    expect(topology.coordinates(43)).toEqual([1, 5, 2]);
    expect(topology.rank([1, 5, 2])).toBe(43);
    expect(topology.dimensions.map(({ links }) => links)).toEqual([2, 7, 1]);
  });

  it("turns coordinates back into ranks", () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        for (let rank = 0; rank < topology.npus; rank++)
          expect(topology.rank(topology.coordinates(rank))).toBe(rank);
      }),
      { numRuns: 50 },
    );
  });

  it("routes arrive, mend dimensions from the inside, and are as long as the shapes say", () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const graph = topology.graph();
        for (let source = 0; source < topology.npus; source++)
          for (let destination = 0; destination < topology.npus; destination++) {
            const nodes = walk(topology, source, destination);
            expect(nodes[nodes.length - 1]).toBe(destination);
            const order = graph.route(source, destination).map((id) => graph.links[id].dimension);
            expect(order).toEqual([...order].sort((a, b) => a - b));
            const hops = topology.dimensions.reduce((sum, item, index) => {
              const [from, to] = [
                topology.coordinate(source, index),
                topology.coordinate(destination, index),
              ];
              return sum + (from === to ? 0 : topology.shapes[index].hops(item, from, to));
            }, 0);
            expect(order.length).toBe(hops);
          }
      }),
      { numRuns: 40 },
    );
  });

  it("expands a ring, a switch and a leaf-spine", () => {
    const ring = createTopology([dimension("ring", 4)]).graph();
    expect(ring.links.map(({ from, to }) => `${from}${to}`)).toEqual([
      "01",
      "03",
      "12",
      "10",
      "23",
      "21",
      "30",
      "32",
    ]);
    expect(walk(createTopology([dimension("ring", 4)]), 3, 1)).toEqual([3, 0, 1]);

    const topology = createTopology([dimension("switch", 4, { links: 3 })]);
    expect(topology.graph().nodes[4]).toEqual({ id: 4, kind: "switch", name: "switch 0" });
    expect(topology.graph().links[0].bandwidth).toBe(150);

    const fatTree = createTopology([
      dimension("leaf-spine", 8, { leaves: 4, spines: 2, uplinkBandwidth: 25, uplinkLatency: 300 }),
    ]);
    expect(fatTree.graph().nodeCount).toBe(14);
    expect(walk(fatTree, 0, 1)).toEqual([0, 8, 1]);
    expect(walk(fatTree, 0, 7)).toEqual([0, 8, 13, 11, 7]);
    expect(fatTree.shapes[0].cut(fatTree.dimensions[0])).toEqual({ npus: 4, bandwidth: 100 });
  });

  it("keeps coordinates cheap at 32,768 NPUs and refuses what no memory holds", () => {
    const large = createTopology([dimension("ring", 32), dimension("ring", 32), dimension("ring", 32)]);
    expect(large.coordinates(32767)).toEqual([31, 31, 31]);
    expect(large.graph().linkCount).toBe(6 * 32768);
    expect(codeAndField(() => createTopology([dimension("ring", 1e6), dimension("ring", 1e6)]))[0]).toBe(
      "TOO_LARGE",
    );
    expect(codeAndField(() => createTopology([dimension("fully-connected", 32768)]).graph())[0]).toBe(
      "TOO_LARGE",
    );
  });

  it("names the field that is wrong", () => {
    const cases: [DimensionInput, string, string][] = [
      [dimension("rign", 4), "UNKNOWN_NAME", "topology.0.shape"],
      [dimension("ring", 0), "INVALID_VALUE", "topology.0.npus"],
      [dimension("ring", 2.5), "INVALID_VALUE", "topology.0.npus"],
      [dimension("ring", 4, { bandwidth: 0 }), "INVALID_VALUE", "topology.0.bandwidth"],
      [dimension("ring", 4, { latency: -1 }), "INVALID_VALUE", "topology.0.latency"],
      [dimension("ring", 4, { links: 1 }), "INVALID_VALUE", "topology.0.links"],
      [dimension("fully-connected", 4, { links: 2 }), "INVALID_VALUE", "topology.0.links"],
      [dimension("hypercube", 6), "INVALID_VALUE", "topology.0.npus"],
      [dimension("leaf-spine", 8, { spines: 1 }), "MISSING_VALUE", "topology.0.leaves"],
      [{ ...dimension("ring", 4), bandwith: 3 } as DimensionInput, "UNKNOWN_KEY", "topology.0.bandwith"],
    ];
    for (const [input, code, field] of cases)
      expect(codeAndField(() => createTopology([input]))).toEqual([code, field]);
    expect(codeAndField(() => createTopology([]))).toEqual(["INVALID_VALUE", "topology"]);
    expect(() => createTopology([dimension("rign", 4)])).toThrow(
      /unknown shape: found "rign", expected one of ring/,
    );
  });
});

describe("links that differ", () => {
  it("routes around a failed link within its group", () => {
    const topology = createTopology([dimension("ring", 4), dimension("ring", 2)], {
      overrides: [{ from: 0, to: 1, failed: true }],
    });
    expect(topology.regular).toBe(false);
    expect(walk(topology, 0, 1)).toEqual([0, 3, 2, 1]);
    expect(walk(topology, 0, 5)).toEqual([0, 3, 2, 1, 5]);
    expect(walk(topology, 4, 5)).toEqual([4, 5]);
  });

  it("goes through other dimensions where a group fell apart, and says so where nothing is left", () => {
    const topology = createTopology([dimension("mesh", 3), dimension("mesh", 2)], {
      overrides: [{ from: "npu 0", to: "npu 1", failed: true }],
    });
    expect(walk(topology, 0, 1)).toEqual([0, 3, 4, 1]);
    expect(() =>
      createTopology([dimension("mesh", 2)], { overrides: [{ from: 0, to: 1, failed: true }] }),
    ).toThrow(/no way leads from npu 0 to npu 1/);
  });

  it("slows one direction of one link", () => {
    const { links } = createTopology([dimension("switch", 2)], {
      overrides: [{ from: "npu 1", to: "switch 0", oneWay: true, bandwidth: 5, latency: 9 }],
    }).graph();
    expect(links.map(({ bandwidth }) => bandwidth)).toEqual([50, 5, 50, 50]);
    expect(links.map(({ latency }) => latency)).toEqual([500, 9, 500, 500]);
  });

  it("rejects links that do not exist", () => {
    const make = (override: object) =>
      codeAndField(() =>
        createTopology([dimension("ring", 4)], { overrides: [{ from: 0, to: 1, ...override }] }),
      );
    expect(make({ to: 2 })).toEqual(["INVALID_VALUE", "topology.overrides.0"]);
    expect(make({ to: "npu 9" })).toEqual(["UNKNOWN_NAME", "topology.overrides.0.to"]);
    expect(make({ bandwidth: 0 })).toEqual(["INVALID_VALUE", "topology.overrides.0.bandwidth"]);
  });
});

describe("a graph given as data", () => {
  const nodes = [
    { name: "hub", kind: "switch" as const },
    { name: "a", kind: "npu" as const },
    { name: "b", kind: "npu" as const },
    { name: "c", kind: "npu" as const },
  ];
  const links = [
    { from: "a", to: "hub", bandwidth: 10, latency: 100 },
    { from: "b", to: "hub", bandwidth: 10, latency: 100 },
    { from: "c", to: "b", bandwidth: 20, latency: 10 },
  ];

  it("ranks NPUs in order and takes the fewest links", () => {
    const topology = createGraphTopology({ nodes, links });
    expect(topology.npus).toBe(3);
    expect(topology.graph().nodes.map(({ name }) => name)).toEqual(["a", "b", "c", "hub"]);
    expect(walk(topology, 2, 0)).toEqual([2, 1, 3, 0]);
    expect(topology.dimensions).toEqual([{ shape: "graph", npus: 3, bandwidth: 20, latency: 10, links: 2 }]);
  });

  it("breaks ties by latency", () => {
    const two = [
      { from: "a", to: "b", bandwidth: 1, latency: 50 },
      { from: "a", to: "b", bandwidth: 9, latency: 20 },
    ];
    const topology = createGraphTopology({ nodes: [nodes[1], nodes[2]], links: two });
    expect(topology.graph().route(0, 1)).toEqual([2]);
  });

  it("reports what is wrong with it", () => {
    expect(codeAndField(() => createGraphTopology({ nodes, links: links.slice(1) }))[0]).toBe("UNSUPPORTED");
    expect(codeAndField(() => createGraphTopology({ nodes: [nodes[0]], links: [] }))).toEqual([
      "INVALID_VALUE",
      "topology.nodes",
    ]);
    expect(codeAndField(() => createGraphTopology({ nodes, links: [{ ...links[0], to: "hubb" }] }))).toEqual([
      "UNKNOWN_NAME",
      "topology.links.0.to",
    ]);
    expect(codeAndField(() => createGraphTopology({ nodes, links, grid: [2, 2] }))).toEqual([
      "LENGTH_MISMATCH",
      "topology.grid",
    ]);
  });
});
