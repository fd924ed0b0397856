import { createGraphTopology, createRandom, createTopology } from "@astra-ts/core";
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
    const topology = createTopology([dimension("ring", 6)]);
    expect(() => packetMachineOfTopology(topology, { ...plain, routing: "shortest" })).toThrow(
      /packets could wait for each other in a circle: npu \d -> npu \d -> npu \d -> npu \d -> npu \d -> npu \d -> npu \d/,
    );
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

  it("fall back to up*/down* where shortest routes could deadlock", () => {
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
