import { describe, expect, it } from "vitest";
import { createTopology } from "./create-topology.js";
import { nodeNames } from "./node-names.js";

const link = { bandwidth: 50, latency: 100 };
const star = { shape: "switch", npus: 4, ...link };
const clos = { shape: "leaf-spine", npus: 8, leaves: 4, spines: 2, ...link };

function named(...dimensions: Parameters<typeof createTopology>[0]) {
  const topology = createTopology(dimensions);
  const { nodes } = topology.graph();
  return {
    names: nodes.map(({ name }) => name),
    npus: topology.npus,
    ...nodeNames(topology.dimensions, topology.shapes),
  };
}

describe("names of nodes", () => {
  it.each([
    ["a leaf-spine", [clos]],
    ["groups of leaf-spines", [clos, star]],
    ["a leaf-spine of stars", [star, clos]],
    ["two leaf-spines", [clos, { ...clos, npus: 4, leaves: 2, spines: 3 }]],
    ["stars of stars", [star, star]],
    ["a ring beside", [{ shape: "ring", npus: 3, ...link }, clos]],
    ["a dimension of one", [{ ...clos, npus: 1, leaves: 1 }, star]],
  ])("are one for each node, and lead back to it: %s", (_, dimensions) => {
    const { names, npus, nameOf, idOf } = named(...dimensions);
    expect(new Set(names).size).toBe(names.length);
    names.forEach((name, id) => {
      expect(nameOf(id)).toBe(name);
      expect(idOf(name)).toBe(id);
      if (id >= npus) expect(idOf(`switch ${id - npus}`)).toBe(id);
    });
    for (const wrong of [
      "npu 99",
      "switch 99",
      "leaf 99",
      "spine 99",
      "leaf",
      "root 0",
      "leaf -1",
      "leaf 1.5",
      "",
    ])
      expect(idOf(wrong)).toBeUndefined();
  });

  it("say what a switch is", () => {
    expect(named(clos).names.slice(8)).toEqual([
      "leaf 0",
      "leaf 1",
      "leaf 2",
      "leaf 3",
      "spine 0",
      "spine 1",
    ]);
    const { names } = named(star, { ...clos, npus: 4, leaves: 2, spines: 1 });
    expect(names.slice(16, 20)).toEqual(["switch 0", "switch 1", "switch 2", "switch 3"]);
    expect(names.slice(20, 26)).toEqual(["leaf 0", "leaf 1", "spine 0", "leaf 2", "leaf 3", "spine 1"]);
  });

  it("may be used in overrides, by a switch's earlier name too", () => {
    const ends = [
      ["leaf 1", "spine 0"],
      ["switch 1", "switch 4"],
      ["leaf 1", "switch 4"],
    ] as const;
    const failed = ends.map(([from, to]) => {
      const { table } = createTopology([clos], { overrides: [{ from, to, failed: true }] }).graph();
      return [...table.bandwidth].flatMap((bandwidth, id) => (bandwidth === 0 ? [id] : []));
    });
    expect(failed[0]).toHaveLength(2);
    expect(failed[1]).toEqual(failed[0]);
    expect(failed[2]).toEqual(failed[0]);
    const wrong = (from: string) => () =>
      createTopology([clos], { overrides: [{ from, to: 0, failed: true }] }).graph();
    expect(wrong("leaf 4")).toThrow('topology.overrides.0.from: there is no such node: found "leaf 4"');
    expect(wrong("spine 0")).toThrow("no link leads from spine 0 to npu 0");
    expect(wrong("leef 0")).toThrow(expect.objectContaining({ hint: 'Did you mean "leaf 0"?' }));
  });
});
