import {
  createGraphTopology,
  createRandom,
  createTopology,
  type GraphInput,
  type Topology,
} from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packetOptions } from "../backend/options.js";
import { packetMachineOfTopology } from "../backend/topology-machine.js";
import type { LinkDescription, NetworkDescription } from "../engine/description.js";
import { PacketEngine } from "../engine/engine.js";
import { PacketSimulation } from "../packet-simulation.js";
import { findDependencyCycle } from "./dependency-check.js";
import { upDownRouting } from "./up-down.js";

const plain = packetOptions.parse({});
const dimension = (shape: string, npus: number) => ({
  shape,
  npus,
  bandwidth: 1,
  latency: 1,
  leaves: 2,
  spines: 2,
});

describe("deadlock freedom", () => {
  it.each([
    [["ring", 8]],
    [
      ["ring", 5],
      ["ring", 4],
    ],
    [
      ["mesh", 4],
      ["mesh", 3],
    ],
    [["hypercube", 16]],
    [
      ["fully-connected", 5],
      ["switch", 3],
    ],
    [
      ["leaf-spine", 4],
      ["ring", 6],
    ],
  ] as [string, number][][])("no cycle of waiting on %j", (...dimensions) => {
    const topology = createTopology(dimensions.map(([shape, npus]) => dimension(shape, npus)));
    expect(findDependencyCycle(packetMachineOfTopology(topology, plain).description)).toBeUndefined();
  });

  it("finds the cycle of a ring without dateline", () => {
    const edges = [0, 1, 2, 3].flatMap((at) => [
      { source: at, target: (at + 1) % 4 },
      { source: (at + 1) % 4, target: at },
    ]);
    // Always clockwise.
    const next = (router: number): number => 2 * router;
    const description = { ...network(4, edges), routing: { kind: "table" as const, next } };
    expect(findDependencyCycle(description)?.toSorted()).toEqual([0, 2, 4, 6]);
  });

  it("routes every graph up and down without a cycle, and everyone reaches everyone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 14 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer(),
        (routers, more, seed) => {
          const random = createRandom(seed);
          const edges: { source: number; target: number }[] = [];
          const join = (a: number, b: number): void => {
            edges.push({ source: a, target: b }, { source: b, target: a });
          };
          for (let router = 1; router < routers; router++) join(router, random.integer(router));
          for (let index = 0; index < more; index++) {
            const a = random.integer(routers);
            const b = random.integer(routers);
            if (a !== b) join(a, b);
          }
          const next = upDownRouting(routers, edges);
          const description = { ...network(routers, edges), routing: { kind: "table" as const, next } };
          expect(findDependencyCycle(description)).toBeUndefined();
          const engine = new PacketEngine(description);
          for (let source = 0; source < routers; source++)
            for (let destination = 0; destination < routers; destination++)
              engine.inject({ source, destination, vnet: 0, flitsPerPacket: 3, packets: 2 });
          engine.run();
          expect(engine.busy).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function network(
  routers: number,
  edges: readonly { source: number; target: number }[],
): Omit<NetworkDescription, "routing"> {
  const links: LinkDescription[] = edges.map((edge) => ({ kind: "internal", ...edge, latency: 1 }));
  for (let node = 0; node < routers; node++)
    for (const kind of ["inject", "eject"] as const)
      links.push({ kind, source: node, target: node, latency: 1 });
  return {
    nodes: routers,
    routers,
    routerLatency: 1,
    vnets: [{ buffersPerVc: 1 }],
    vcsPerVnet: 1,
    links,
    pointers: "mainline",
    interfaces: "mainline",
  };
}

describe("arbitrary graphs", () => {
  const ring = (["a", "b", "c", "d", "e"] as const).map((name) => ({ name, kind: "npu" as const }));
  const links = ring.map(({ name }, index) => {
    return { from: name, to: ring[(index + 1) % 5]!.name, bandwidth: 2, latency: 1 };
  });

  it("take up*/down* routes where shortest ones need more classes than there are channels", () => {
    const simulation = new PacketSimulation(createGraphTopology({ nodes: ring, links }), {
      vcsPerVnet: 1,
      buffersPerVc: 1,
    });
    for (let round = 0; round < 20; round++)
      for (let source = 0; source < 5; source++)
        simulation.send({ source, destination: (source + 2) % 5, bytes: 40 });
    expect(simulation.run()).toHaveLength(100);
  });

  it("cannot be routed in order of dimensions", () => {
    const topology = createGraphTopology({ nodes: ring, links });
    expect(() => new PacketSimulation(topology, { routing: "dimension-order" })).toThrow(
      /network\.routing: this topology is not made of whole dimensions/,
    );
  });
});

/** Groups of routers that are all joined, with one link between any two groups (Kim et al., ISCA 2008); an NPU at each router. */
function dragonfly(groups: number): GraphInput {
  const figures = { bandwidth: 10, latency: 10 };
  const routers = groups - 1;
  const name = (group: number, router: number) => `g${group}r${router}`;
  const all = Array.from({ length: groups }, (_, group) =>
    Array.from({ length: routers }, (_, router) => ({ group, router })),
  ).flat();
  const local = all.flatMap(({ group, router }) =>
    Array.from({ length: router }, (_, other) => ({
      from: name(group, router),
      to: name(group, other),
      ...figures,
    })),
  );
  // Router r of group g has the link to the r-th of the other groups.
  const global = all
    .map(({ group, router }) => ({ group, router, other: router < group ? router : router + 1 }))
    .filter(({ group, other }) => group < other)
    .map(({ group, router, other }) => ({
      from: name(group, router),
      to: name(other, group),
      ...figures,
      latency: 100,
    }));
  return {
    nodes: [
      ...all.map(({ group, router }) => ({ name: `n${group}.${router}`, kind: "npu" as const })),
      ...all.map(({ group, router }) => ({ name: name(group, router), kind: "switch" as const })),
    ],
    links: [
      ...all.map(({ group, router }) => ({
        from: `n${group}.${router}`,
        to: name(group, router),
        ...figures,
      })),
      ...local,
      ...global,
    ],
  };
}

/** A torus of two dimensions, written out link by link. */
function torus(columns: number, rows: number): GraphInput {
  const at = (column: number, row: number) => `x${column % columns}y${row % rows}`;
  const all = Array.from(
    { length: columns * rows },
    (_, index) => [index % columns, Math.floor(index / columns)] as const,
  );
  return {
    nodes: all.map(([column, row]) => ({ name: at(column, row), kind: "npu" as const })),
    links: all.flatMap(([column, row]) => [
      { from: at(column, row), to: at(column + 1, row), bandwidth: 10, latency: 10 },
      { from: at(column, row), to: at(column, row + 1), bandwidth: 10, latency: 10 },
    ]),
  };
}

describe("shortest ways with classes of virtual channels", () => {
  const machine = (topology: Topology) => packetMachineOfTopology(topology, plain);

  it.each([
    ["a ring of 7", createTopology([dimension("ring", 7)]), 2],
    ["a dragonfly of 5 groups", createGraphTopology(dragonfly(5)), 2],
    ["a dragonfly of 7 groups", createGraphTopology(dragonfly(7)), 3],
  ])("%s needs few", (_, topology, classes) => {
    const chosen = packetMachineOfTopology(topology, { ...plain, routing: "shortest" });
    expect(chosen).toMatchObject({ classes, ways: "all" });
  });

  it("machines whose ways lead up and then down need one", () => {
    const leafSpine = createTopology([{ ...dimension("leaf-spine", 8), leaves: 4, spines: 2 }], {
      overrides: [{ from: "leaf 0", to: "spine 1", failed: true }],
    });
    expect(machine(leafSpine)).toMatchObject({ classes: 1, ways: "all" });
  });

  it.each([
    [4, 4],
    [5, 4],
    [6, 6],
  ])("a torus of %d x %d as a graph keeps its shortest ways", (columns, rows) => {
    const { classes, ways } = machine(createGraphTopology(torus(columns, rows)));
    expect(ways).toBe("all");
    expect(classes).toBeLessThanOrEqual(6);
  });

  it("a large torus as a graph takes the first of its shortest ways, which are in order of dimensions", () => {
    const topology = createGraphTopology(torus(16, 16));
    expect(machine(topology)).toMatchObject({ classes: 3, ways: "first" });
    expect(() => packetMachineOfTopology(topology, { ...plain, routing: "shortest", vcsPerVnet: 2 })).toThrow(
      /network\.vcsPerVnet: the shortest routes of this machine need 3 classes of virtual channels/,
    );
  });

  it("classes rise along every way, and within one class links follow their order, on any machine", () => {
    fc.assert(
      fc.property(machines, fc.constantFrom("auto", "shortest"), (topology, routing) => {
        const chosen = packetMachineOfTopology(topology, { ...plain, routing });
        expect(channelCycle(topology, chosen.description)).toBe(undefined);
        expect(chosen.ways).not.toBe("up-down");
      }),
      { numRuns: 60 },
    );
  });

  it("no global link of a dragonfly carries more than the traffic between its groups", () => {
    const topology = createGraphTopology(dragonfly(5));
    const simulation = new PacketSimulation(topology);
    for (let source = 0; source < topology.npus; source++)
      for (let destination = 0; destination < topology.npus; destination++)
        if (source !== destination) simulation.send({ source, destination, bytes: 100 });
    simulation.run();
    const { links = [] } = simulation.report();
    const between = links.filter(
      ({ from, to }) => from.startsWith("g") && to.startsWith("g") && from.slice(0, 2) !== to.slice(0, 2),
    );
    expect(between).toHaveLength(20);
    for (const { bytes } of between) expect(bytes).toBe(16 * 100);
  });

  it("messages of all to all arrive on any graph, however small the buffers", () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom("one", "many"), (seed, vcPackets) => {
        const random = createRandom(seed);
        const count = 4 + random.integer(8);
        const nodes = Array.from({ length: count }, (_, index) => ({
          name: `x${index}`,
          kind: "npu" as const,
        }));
        const link = (from: number, to: number) => ({
          from: `x${from}`,
          to: `x${to}`,
          bandwidth: 8,
          latency: 3,
        });
        // A ring, so that there are circles, and chords.
        const ring = nodes.map((_, index) => link(index, (index + 1) % count));
        const chords = Array.from({ length: random.integer(5) }, () => {
          const from = random.integer(count);
          return link(from, (from + 1 + random.integer(count - 1)) % count);
        });
        const topology = createGraphTopology({ nodes, links: [...ring, ...chords] });
        const { classes } = machine(topology);
        const simulation = new PacketSimulation(topology, {
          vcPackets,
          vcsPerVnet: Math.max(2, classes),
          buffersPerVc: 1,
          lanes: 1,
          flitBytes: 8,
          packetBytes: 32,
        });
        for (let round = 0; round < 4; round++)
          for (let source = 0; source < count; source++)
            for (let destination = 0; destination < count; destination++)
              if (source !== destination) simulation.send({ source, destination, bytes: 96 });
        expect(simulation.run()).toHaveLength(4 * count * (count - 1));
      }),
      { numRuns: 60 },
    );
  });
});

/** Machines with circles: graphs with parallel links and switches, dragonflies, tori with failed links. */
const machines: fc.Arbitrary<Topology> = fc
  .tuple(fc.integer(), fc.constantFrom("graph", "dragonfly", "torus", "shape"))
  .map(([seed, kind]) => {
    const random = createRandom(seed);
    if (kind === "dragonfly") return createGraphTopology(dragonfly(3 + random.integer(3)));
    if (kind === "torus") return createGraphTopology(torus(3 + random.integer(3), 3 + random.integer(4)));
    if (kind === "shape") {
      const npus = 4 + random.integer(5);
      return createTopology([dimension("ring", npus), dimension("ring", 4)], {
        overrides: [{ from: 0, to: 1 + random.integer(2) * (npus - 2), failed: true }],
      });
    }
    const count = 4 + random.integer(12);
    const npus = 2 + random.integer(count - 2);
    const nodes = Array.from({ length: count }, (_, index) => ({
      name: `x${index}`,
      kind: index < npus ? ("npu" as const) : ("switch" as const),
    }));
    const joined = (from: number, to: number) => ({
      from: `x${from}`,
      to: `x${to}`,
      bandwidth: 1,
      latency: 1 + random.integer(2),
    });
    const tree = nodes.slice(1).map((_, index) => joined(index + 1, random.integer(index + 1)));
    const more = Array.from({ length: 2 + random.integer(20) }, () => {
      const from = random.integer(count);
      return joined(from, (from + 1 + random.integer(count - 1)) % count);
    });
    return createGraphTopology({ nodes, links: [...tree, ...more] });
  });

/**
 * Looks for a circle of waiting among channels, a link and a class each, that packets of the routing as described really take: follows the paths of all pairs, six flows each,
 * with the engine's rule for the class. Fails if a packet would need a class that is not there. Returns the channels of a circle.
 */
function channelCycle(topology: Topology, { links, routing }: NetworkDescription): string[] | undefined {
  if (routing.kind !== "paths") throw new Error(`routes of kind ${routing.kind}`);
  const graph = topology.graph();
  const waits = new Map<string, Set<string>>();
  for (let source = 0; source < topology.npus; source++)
    for (let destination = 0; destination < topology.npus; destination++)
      for (let flow = 0; flow < 6; flow++) {
        const path = graph.pathOf(source, destination, flow);
        let stage = 0;
        let before = -1;
        let channel = "";
        for (let router = source; router !== destination; router = links[before]!.target) {
          const link = routing.next(router, destination, path);
          if (before >= 0 && routing.classes > 1 && routing.changesClass(before, link)) stage++;
          if (stage >= routing.classes) throw new Error(`class ${stage} of ${routing.classes}`);
          const next = `${link}/${stage}`;
          if (before >= 0) waits.set(channel, (waits.get(channel) ?? new Set()).add(next));
          before = link;
          channel = next;
        }
      }
  // Channels that wait for none are taken away until none is left, or a circle is.
  const left = new Map(waits);
  for (let more = true; more; ) {
    more = false;
    for (const [channel, next] of left)
      if ([...next].every((other) => !left.has(other))) {
        left.delete(channel);
        more = true;
      }
  }
  return left.size === 0 ? undefined : [...left.keys()];
}
