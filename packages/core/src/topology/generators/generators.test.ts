import { describe, expect, it } from "vitest";
import { bisectionOf } from "../bisection.js";
import { createGraphTopology } from "../create-graph-topology.js";
import type { Topology } from "../topology.js";
import { type GeneratedMachine, generateMachine } from "./index.js";

const link = { bandwidth: 50, latency: 500 };
const links = {
  link,
  uplink: link,
  localLink: link,
  globalLink: link,
  nodeLink: { bandwidth: 400, latency: 100 },
};

function built(machine: GeneratedMachine): Topology {
  return createGraphTopology(generateMachine(machine));
}

/** Switches, and links in both directions counted once. */
function sizeOf(topology: Topology): { npus: number; switches: number; cables: number } {
  const { nodeCount, linkCount } = topology.graph();
  return { npus: topology.npus, switches: nodeCount - topology.npus, cables: linkCount / 2 };
}

function farthest(topology: Topology): number {
  const graph = topology.graph();
  let most = 0;
  for (let destination = 1; destination < topology.npus; destination++)
    for (const source of [0, Math.floor(topology.npus / 2)])
      if (source !== destination) most = Math.max(most, graph.route(source, destination).length);
  return most;
}

/** Links to other switches of each switch, smallest and largest. */
function degrees(topology: Topology): number[] {
  const { table, nodeCount } = topology.graph();
  const count = new Array<number>(nodeCount).fill(0);
  for (let id = 0; id < table.from.length; id++)
    if (table.from[id]! >= topology.npus && table.to[id]! >= topology.npus) count[table.from[id]!]!++;
  const ofSwitches = count.slice(topology.npus);
  return [Math.min(...ofSwitches), Math.max(...ofSwitches)];
}

const bisection = (topology: Topology) => bisectionOf(topology)?.bandwidth;

describe("generated machines", () => {
  it("fat trees of three levels have k³/4 NPUs, 5k²/4 switches and full bisection", () => {
    for (const arity of [4, 6, 8]) {
      const tree = built({ generate: "fat-tree", arity, levels: 3, planes: 1, ...links });
      const npus = arity ** 3 / 4;
      expect(sizeOf(tree)).toEqual({ npus, switches: (5 * arity ** 2) / 4, cables: 3 * npus });
      expect(farthest(tree)).toBe(6);
      expect(tree.dimensions.map((dimension) => dimension.npus)).toEqual([arity / 2, arity / 2, arity]);
      expect(bisection(tree)).toBe((npus / 2) * 50);
    }
  });

  it("fat trees lose uplinks to oversubscription, level by level", () => {
    const two = built({
      generate: "fat-tree",
      arity: 8,
      levels: 2,
      oversubscription: [2],
      planes: 1,
      ...links,
    });
    expect(sizeOf(two)).toEqual({ npus: 32, switches: 8 + 2, cables: 32 + 8 * 2 });
    // Half of the edge switches have 4 * 2 uplinks.
    expect(bisection(two)).toBe(8 * 50);
    const three = built({
      generate: "fat-tree",
      arity: 8,
      levels: 3,
      oversubscription: [2, 4],
      planes: 1,
      ...links,
    });
    // 2 aggregation switches in each of 8 pods, of 1 uplink each, to 2 core switches.
    expect(sizeOf(three)).toEqual({ npus: 128, switches: 32 + 16 + 2, cables: 128 + 64 + 16 });
    expect(bisection(three)).toBe((64 / (2 * 4)) * 50);
  });

  it("rails join equal places of nodes; planes multiply them", () => {
    const one = built({
      generate: "rails",
      npusPerNode: 4,
      nodesPerPod: 4,
      pods: 2,
      spines: 2,
      planes: 1,
      ...links,
    });
    expect(sizeOf(one)).toEqual({ npus: 32, switches: 8 + 8 + 2, cables: 32 + 32 + 16 });
    const graph = one.graph();
    const names = (source: number, destination: number) =>
      graph.route(source, destination).map((id) => graph.nodes[graph.links[id]!.to]!.name);
    expect(names(1, 5)).toEqual(["rail 1", "npu 5"]);
    expect(names(1, 2)).toEqual(["node 0", "npu 2"]);
    expect(names(1, 17)).toEqual(["rail 1", expect.stringMatching(/^spine/), "rail 5", "npu 17"]);
    const two = built({
      generate: "rails",
      npusPerNode: 4,
      nodesPerPod: 4,
      pods: 2,
      spines: 2,
      planes: 2,
      ...links,
    });
    expect(sizeOf(two)).toEqual({ npus: 32, switches: 8 + 20, cables: 32 + 2 * 48 });
    expect(bisection(two)).toBe(2 * bisection(one)!);
  });

  it("dragonflies join every two groups, as often as their links allow", () => {
    const shape = {
      generate: "dragonfly",
      routersPerGroup: 4,
      npusPerRouter: 2,
      globalLinks: 2,
      planes: 1,
    } as const;
    // Balanced and as large as can be: a h + 1 = 9 groups, one link between each two.
    const largest = built({ ...shape, groups: 9, ...links });
    expect(sizeOf(largest)).toEqual({ npus: 72, switches: 36, cables: 72 + 9 * 6 + 36 });
    expect(degrees(largest)).toEqual([5, 5]);
    expect(farthest(largest)).toBeLessThanOrEqual(5);
    const graph = largest.graph();
    for (let source = 0; source < 72; source += 5)
      for (let destination = 0; destination < 72; destination++) {
        const route = graph.route(source, destination).map((id) => graph.links[id]!);
        const groupOf = (node: number): number =>
          node < 72 ? Math.floor(node / 8) : Math.floor((node - 72) / 4);
        const global = route.filter(({ from, to }) => groupOf(from) !== groupOf(to));
        expect(global.length).toBe(Number(groupOf(source) !== groupOf(destination)));
      }
    // 4 of 9 groups on one side.
    expect(bisection(largest)).toBe(4 * 5 * 50);
    const small = built({ ...shape, groups: 5, ...links });
    expect(sizeOf(small).cables).toBe(40 + 5 * 6 + 10 * 2);
    expect(() => built({ ...shape, groups: 4, ...links })).toThrow("topology.globalLinks");
  });

  it("dragonfly+ has leaves and spines in its groups", () => {
    const plus = built({
      generate: "dragonfly-plus",
      groups: 5,
      leavesPerGroup: 2,
      spinesPerGroup: 2,
      npusPerLeaf: 2,
      globalLinks: 2,
      planes: 1,
      ...links,
    });
    expect(sizeOf(plus)).toEqual({ npus: 20, switches: 20, cables: 20 + 5 * 4 + 10 });
    expect(farthest(plus)).toBeLessThanOrEqual(6);
  });

  it("hyperX links rows fully", () => {
    const hyper = built({ generate: "hyperx", sizes: [4, 3], npusPerSwitch: 2, planes: 1, ...links });
    expect(sizeOf(hyper)).toEqual({ npus: 24, switches: 12, cables: 24 + 3 * 6 + 4 * 3 });
    expect(degrees(hyper)).toEqual([5, 5]);
    expect(farthest(hyper)).toBe(4);
    // Along the 4: 3 rows of 2 * 2 links, for 12 NPUs; along the 3: 4 rows of 1 * 2, for 8, which is the same for each.
    expect(bisectionOf(hyper)).toMatchObject({ npus: 12, bandwidth: 12 * 50 });
  });

  it.each([5, 7, 11, 13])("the slim fly of q = %i has 2q² routers at most two links apart", (q) => {
    const fly = built({ generate: "slim-fly", q, npusPerRouter: 1, planes: 1, ...links });
    const delta = q % 4 === 1 ? 1 : -1;
    expect(fly.npus).toBe(2 * q * q);
    expect(degrees(fly)).toEqual([(3 * q - delta) / 2, (3 * q - delta) / 2]);
    const graph = fly.graph();
    for (let source = 0; source < fly.npus; source += q)
      for (let destination = 0; destination < fly.npus; destination++)
        if (source !== destination) expect(graph.route(source, destination).length).toBeLessThanOrEqual(4);
  });

  it("tori are closed where told, and a twist brings halves closer", () => {
    const shape = { generate: "torus", sizes: [4, 4, 8], twist: 0, ...links } as const;
    const plain = built(shape);
    expect(sizeOf(plain)).toEqual({ npus: 128, switches: 0, cables: 3 * 128 });
    // The ends of the long dimension: 16 NPUs, two links each.
    expect(bisection(plain)).toBe(2 * 16 * 50);
    expect(sizeOf(built({ ...shape, wrap: [true, false, true] })).cables).toBe(3 * 128 - 32);
    const twisted = built({ ...shape, twist: 4 });
    expect(sizeOf(twisted).cables).toBe(3 * 128);
    expect(bisection(twisted)).toBeGreaterThan(bisection(plain)!);
    expect(farthest(plain)).toBe(8);
    expect(farthest(twisted)).toBeLessThan(8);
  });

  it.each([
    [
      { generate: "fat-tree", arity: 5, levels: 3, planes: 1 },
      "topology.arity: the ports of a switch go half down and half up: found 5",
    ],
    [{ generate: "fat-tree", arity: 4, levels: 2, pods: 5, planes: 1 }, "topology.pods"],
    [
      { generate: "fat-tree", arity: 4, levels: 3, oversubscription: [3], planes: 1 },
      "topology.oversubscription.0",
    ],
    [
      { generate: "rails", npusPerNode: 2, nodesPerPod: 2, pods: 2, spines: 0, planes: 1 },
      "topology.spines: nothing joins the pods",
    ],
    [{ generate: "slim-fly", q: 9, planes: 1 }, "topology.q"],
    [{ generate: "torus", sizes: [4, 4], wrap: [true], twist: 0 }, "topology.wrap"],
    [{ generate: "torus", sizes: [4, 4], twist: 4 }, "topology.twist"],
  ])("%j is refused", (machine, message) => {
    expect(() => built({ ...machine, ...links } as GeneratedMachine)).toThrow(message);
  });
});
