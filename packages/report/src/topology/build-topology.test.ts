import type { Dimension, LinkReport, Result } from "@astra-ts/core";
import { createTopology } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { fakeResult } from "../../test/fake-result.js";
import { buildTopology } from "./build-topology.js";

const dimension = (shape: string, npus: number, more: Partial<Dimension> = {}): Dimension => ({
  shape,
  npus,
  bandwidth: 50,
  latency: 500,
  links: shape === "ring" || shape === "mesh" ? 2 : shape === "fully-connected" ? npus - 1 : 1,
  ...more,
});

/** A result on these dimensions whose links were busy for a quarter of the run, or one that reports no links. */
function on(dimensions: readonly Dimension[], withLinks = true): Result {
  const result = fakeResult({ npus: 2 });
  const { nodes, links } = createTopology(dimensions).graph();
  const reports = links.map(
    ({ from, to, dimension: index }): LinkReport => ({
      from: nodes[from].name,
      to: nodes[to].name,
      dimension: index,
      bytes: 1000,
      messages: 1,
      busyTime: result.time.total / 4,
      queueingTime: 0,
      maxQueue: 0,
    }),
  );
  const npus = dimensions.reduce((product, { npus: size }) => product * size, 1);
  const { links: _, ...networkReport } = result.networkReport;
  return {
    ...result,
    npus,
    topology: dimensions,
    networkReport: withLinks ? { ...networkReport, links: reports } : networkReport,
  };
}

const machines: readonly (readonly [string, readonly Dimension[]])[] = [
  ["ring", [dimension("ring", 8)]],
  ["fully connected", [dimension("fully-connected", 5)]],
  ["switch", [dimension("switch", 8)]],
  ["mesh", [dimension("mesh", 4), dimension("mesh", 3)]],
  ["torus", [dimension("ring", 4), dimension("ring", 4), dimension("ring", 4)]],
  ["hypercube", [dimension("hypercube", 16, { links: 4 })]],
  ["leaf-spine", [dimension("leaf-spine", 8, { leaves: 4, spines: 2 })]],
  ["switches of switches", [dimension("switch", 4), dimension("switch", 3)]],
  ["cube of nodes", [dimension("fully-connected", 4), dimension("ring", 3), dimension("switch", 2)]],
];

describe("a mesh or torus of three dimensions and more", () => {
  it.each([
    ["torus", ["ring", "ring", "ring"], [4, 4, 4]],
    ["mesh", ["mesh", "mesh", "mesh"], [3, 5, 4]],
    ["torus of four", ["ring", "ring", "mesh", "ring"], [3, 2, 4, 3]],
    ["torus with a dimension of one", ["ring", "ring", "ring", "ring"], [8, 1, 4, 2]],
  ] as const)("%s: no link from plane to plane passes an NPU", (_, shapes, sizes) => {
    const dimensions = shapes.map((shape, index) => dimension(shape, sizes[index]));
    const [{ x, y, edges }] = buildTopology(on(dimensions))?.views ?? expect.fail();
    /** A step along one of the first three dimensions; a fourth one repeats the whole below, so that its lines bend around. */
    const isStep = (a: number, b: number, index: number): boolean => {
      const before: readonly number[] = sizes.slice(0, index);
      const stride = before.reduce((product, size) => product * size, 1);
      return before.filter((size) => size > 1).length < 3 && Math.abs(a - b) === stride;
    };
    for (const { a, b, bent, dimension: index } of edges) {
      if (isStep(a, b, index ?? 0)) expect(bent, `link ${a} to ${b}`).toBe(false);
      if (bent) continue;
      const [dx, dy] = [x[b] - x[a], y[b] - y[a]];
      const length = Math.hypot(dx, dy);
      x.forEach((_, id) => {
        if (id === a || id === b) return;
        const [px, py] = [x[id] - x[a], y[id] - y[a]];
        const along = (px * dx + py * dy) / length;
        const beside = Math.abs(px * dy - py * dx) / length;
        expect(along <= 0 || along >= length || beside > 0.15, `link ${a} to ${b} passes ${id}`).toBe(true);
      });
    }
  });
});

describe("buildTopology", () => {
  it.each(machines)("draws a %s: every node at a place of its own, every link once", (_, dimensions) => {
    const [whole] = buildTopology(on(dimensions))?.views ?? expect.fail();
    const { nodes, links } = createTopology(dimensions).graph();
    expect(whole.nodes).toEqual(nodes.map(({ name }) => name));
    const places = new Set(whole.x.map((x, id) => `${x.toFixed(2)} ${whole.y[id].toFixed(2)}`));
    expect(places.size).toBe(nodes.length);
    const pairs = new Set(
      links.map(({ from, to, dimension: index }) => `${Math.min(from, to)} ${Math.max(from, to)} ${index}`),
    );
    expect(whole.edges).toHaveLength(pairs.size);
    for (const { forward, backward } of whole.edges) {
      expect(forward).toBeCloseTo(0.25, 4);
      expect(backward).toBeCloseTo(0.25, 4);
    }
  });

  it("draws a group of each dimension, and those alone of a large machine", () => {
    const small = buildTopology(on([dimension("ring", 4), dimension("switch", 3)]));
    expect(small?.views.map(({ title }) => title)).toEqual([
      "The whole machine",
      "Dimension 0: ring of 4 NPUs",
      "Dimension 1: switch of 3 NPUs",
    ]);
    const large = buildTopology(on([dimension("ring", 16), dimension("ring", 64)]));
    expect(large?.views.map(({ title }) => title)).toEqual([
      "Dimension 0: ring of 16 NPUs",
      "Dimension 1: ring of 64 NPUs",
    ]);
    expect(large?.views[0].edges).toHaveLength(16);
    expect(large?.views[0].edges[0].forward).toBeCloseTo(0.25, 4);
  });

  it("merges the NPUs of a large group to blocks", () => {
    const [view] = buildTopology(on([dimension("ring", 1024)]))?.views ?? expect.fail();
    expect(view.nodes).toHaveLength(64);
    expect(view.nodes[0]).toBe("positions 0 to 15");
    expect(view.edges).toHaveLength(64);
  });

  it("derives utilisation where the network reports no links", () => {
    const data = buildTopology(on([dimension("ring", 2)], false));
    expect(data?.source).toBe("derived");
    expect(data?.views[0].edges[0].forward).toBeGreaterThan(0);
  });

  it("places a graph by its links", () => {
    const result = on([dimension("ring", 4)]);
    const data = buildTopology({ ...result, topology: [dimension("graph", 4)] });
    expect(data?.views[0].title).toBe("The machine as a graph");
    expect(data?.views[0].edges).toHaveLength(4);
    expect(buildTopology({ ...result, topology: undefined })?.views[0].nodes).toHaveLength(4);
  });
});
