import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../simulator/random.js";
import { createGraphTopology, type GraphInput } from "./create-graph-topology.js";
import { createTopology } from "./create-topology.js";
import { PathCounter } from "./path-counter.js";
import type { Topology } from "./topology.js";

/** Messages over each link when every NPU sends `rounds` messages to every other one. */
function allToAll(topology: Topology, rounds = 1): Float64Array {
  const graph = topology.graph();
  const paths = new PathCounter(graph, topology.npus);
  const carried = new Float64Array(graph.linkCount);
  for (let round = 0; round < rounds; round++)
    for (let source = 0; source < topology.npus; source++)
      for (let destination = 0; destination < topology.npus; destination++)
        for (const link of graph.route(source, destination, paths.take(source, destination))) carried[link]++;
  return carried;
}

/** NPUs under leaves, each leaf linked `trunk` times to every spine, written out as a graph. */
function leafSpine(leaves: number, perLeaf: number, spines: number, trunk = 1): GraphInput {
  const figures = { bandwidth: 50, latency: 500 };
  const npus = Array.from({ length: leaves * perLeaf }, (_, rank) => ({
    name: `n${rank}`,
    kind: "npu" as const,
  }));
  const switches = [
    ...Array.from({ length: leaves }, (_, leaf) => ({ name: `l${leaf}`, kind: "switch" as const })),
    ...Array.from({ length: spines }, (_, spine) => ({ name: `s${spine}`, kind: "switch" as const })),
  ];
  const down = npus.map(({ name }, rank) => ({
    from: name,
    to: `l${Math.floor(rank / perLeaf)}`,
    ...figures,
  }));
  const up = Array.from({ length: leaves * spines * trunk }, (_, index) => ({
    from: `l${index % leaves}`,
    to: `s${Math.floor(index / leaves) % spines}`,
    ...figures,
  }));
  return { nodes: [...npus, ...switches], links: [...down, ...up] };
}

/** What links between two switches carry. */
function betweenSwitches(topology: Topology, carried: Float64Array): number[] {
  const { from, to, bandwidth } = topology.graph().table;
  return Array.from(carried).filter(
    (_, link) => from[link]! >= topology.npus && to[link]! >= topology.npus && bandwidth[link]! > 0,
  );
}

describe("equal paths", () => {
  it("are shared evenly on a leaf-spine written out as a graph, as on the shape", () => {
    const graph = createGraphTopology(leafSpine(4, 4, 4));
    const shape = createTopology([
      { shape: "leaf-spine", npus: 16, leaves: 4, spines: 4, bandwidth: 50, latency: 500 },
    ]);
    for (const topology of [graph, shape])
      expect(new Set(betweenSwitches(topology, allToAll(topology)))).toEqual(new Set([12]));
  });

  it("keep the flows of a shift apart", () => {
    const topology = createGraphTopology(leafSpine(4, 4, 4));
    const graph = topology.graph();
    for (let shift = 4; shift <= 12; shift += 4) {
      const carried = new Float64Array(graph.linkCount);
      for (let rank = 0; rank < 16; rank++)
        for (const link of graph.route(rank, (rank + shift) % 16, graph.pathOf(rank, (rank + shift) % 16, 0)))
          carried[link]!++;
      expect(Math.max(...carried)).toBe(1);
    }
  });

  it("move only what a failed link carried, to all that are left", () => {
    const input = { shape: "leaf-spine", npus: 16, leaves: 4, spines: 4, bandwidth: 50, latency: 500 };
    const healthy = createTopology([input]).graph();
    const topology = createTopology([input], {
      overrides: [{ from: "leaf 0", to: "spine 0", failed: true }],
    });
    const graph = topology.graph();
    const carried = allToAll(topology);
    const { from, to, bandwidth } = graph.table;
    for (const [link, messages] of carried.entries()) {
      if (bandwidth[link] === 0) expect(messages).toBe(0);
      // Leaf 0 exchanges 4 x 12 messages each way, over three uplinks.
      else if ([from[link], to[link]].includes(16) && Math.min(from[link]!, to[link]!) >= 16)
        expect(messages).toBe(16);
    }
    // Between other leaves nothing has changed.
    for (let source = 4; source < 16; source++)
      for (let destination = 4; destination < 16; destination++)
        expect(graph.route(source, destination)).toEqual(healthy.route(source, destination));
  });

  it("are all used by the flows of one pair: trunks, planes, switches side by side", () => {
    const planes: GraphInput = {
      nodes: [
        ...Array.from({ length: 8 }, (_, rank) => ({ name: `n${rank}`, kind: "npu" as const })),
        ...Array.from({ length: 4 }, (_, plane) => ({ name: `p${plane}`, kind: "switch" as const })),
      ],
      links: Array.from({ length: 32 }, (_, index) => ({
        from: `n${index % 8}`,
        to: `p${Math.floor(index / 8)}`,
        bandwidth: 50,
        latency: 500,
      })),
    };
    const graph = createGraphTopology(planes).graph();
    const first = [0, 1, 2, 3].map((flow) => graph.route(0, 5, graph.pathOf(0, 5, flow))[0]);
    expect(new Set(first).size).toBe(4);
    expect(new Set(allToAll(createGraphTopology(planes), 4))).toEqual(new Set([7]));

    const trunk = createGraphTopology(leafSpine(2, 4, 1, 3));
    const carried = betweenSwitches(trunk, allToAll(trunk, 3));
    expect(new Set(carried)).toEqual(new Set([16]));
  });

  it("are drawn by `hash`, with collisions, the same for the same seed", () => {
    const routed = (seed: number) =>
      createGraphTopology(leafSpine(4, 4, 4), { routing: { paths: "hash", seed } });
    const loads = betweenSwitches(routed(1), allToAll(routed(1), 8));
    expect(Math.max(...loads)).toBeGreaterThan(96);
    expect(Math.min(...loads)).toBeGreaterThan(48);
    expect(betweenSwitches(routed(1), allToAll(routed(1), 8))).toEqual(loads);
    expect(betweenSwitches(routed(2), allToAll(routed(2), 8))).not.toEqual(loads);
  });

  it("are one with `single`: the links of the lowest numbers", () => {
    const topology = createGraphTopology(leafSpine(4, 4, 4), { routing: { paths: "single" } });
    expect(topology.graph().hasChoices).toBe(false);
    expect(new Set(betweenSwitches(topology, allToAll(topology)))).toEqual(new Set([0, 48]));
  });

  it("need no numbers where there is one path", () => {
    const graph = createTopology([{ shape: "ring", npus: 8, bandwidth: 1, latency: 1 }]).graph();
    expect(graph.hasChoices).toBe(false);
    expect(graph.route(0, 4, 77)).toEqual(graph.route(0, 4));
  });
});

describe("fat trees of any size", () => {
  /** Three levels of switches with `k` ports (Al-Fares et al., SIGCOMM 2008). */
  function fatTree(k: number): GraphInput {
    const half = k / 2;
    const figures = { bandwidth: 50, latency: 500 };
    const names = (what: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${what}${index}`);
    const npus = names("n", (k * half * k) / 2);
    const edges = names("e", k * half);
    const middle = names("a", k * half);
    const cores = names("c", half * half);
    return {
      nodes: [
        ...npus.map((name) => ({ name, kind: "npu" as const })),
        ...[...edges, ...middle, ...cores].map((name) => ({ name, kind: "switch" as const })),
      ],
      links: [
        ...npus.map((name, rank) => ({ from: name, to: edges[Math.floor(rank / half)]!, ...figures })),
        ...edges.flatMap((name, edge) =>
          names("", half).map((_, up) => ({
            from: name,
            to: middle[Math.floor(edge / half) * half + up]!,
            ...figures,
          })),
        ),
        ...middle.flatMap((name, at) =>
          names("", half).map((_, up) => ({ from: name, to: cores[(at % half) * half + up]!, ...figures })),
        ),
      ],
    };
  }

  it.each([4, 6, 8])(
    "of %d ports: links of one level carry within 5 %% of each other in an all-to-all",
    (k) => {
      const topology = createGraphTopology(fatTree(k));
      const carried = allToAll(topology);
      const { from, to } = topology.graph().table;
      const level = (node: number) => topology.graph().nodes[node]!.name[0];
      const byLevel = new Map<string, number[]>();
      for (const [link, messages] of carried.entries()) {
        const key = `${level(from[link]!)}${level(to[link]!)}`;
        byLevel.set(key, [...(byLevel.get(key) ?? []), messages]);
      }
      for (const [key, messages] of byLevel)
        expect(Math.max(...messages) / Math.min(...messages), `${key} ${messages.join(" ")}`).toBeLessThan(
          1.05,
        );
    },
  );
});

describe("routes over random machines", () => {
  it("lead there by shortest ways, whatever the path", () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom("spread", "hash", "single"), (seed, paths) => {
        const random = createRandom(seed);
        const count = 3 + random.integer(12);
        const npus = 2 + random.integer(count - 1);
        const nodes = Array.from({ length: count }, (_, index) => ({
          name: `x${index}`,
          kind: index < npus ? ("npu" as const) : ("switch" as const),
        }));
        const link = (from: number, to: number) => ({
          from: `x${from}`,
          to: `x${to}`,
          bandwidth: 1,
          latency: 1 + random.integer(2),
        });
        const tree = nodes.slice(1).map((_, index) => link(index + 1, random.integer(index + 1)));
        const more = Array.from({ length: random.integer(20) }, () => {
          const from = random.integer(count);
          return link(from, (from + 1 + random.integer(count - 1)) % count);
        });
        const graph = createGraphTopology(
          { nodes, links: [...tree, ...more] },
          { routing: { paths } },
        ).graph();
        const { latency } = graph.table;
        for (let source = 0; source < npus; source++)
          for (let destination = 0; destination < npus; destination++) {
            const lengths = Array.from({ length: 6 }, (_, flow) => {
              const route = graph.route(source, destination, graph.pathOf(source, destination, flow));
              return `${route.length} ${route.reduce((sum, id) => sum + latency[id]!, 0)}`;
            });
            expect(new Set(lengths).size).toBe(1);
          }
      }),
      { numRuns: 100 },
    );
  });
});
