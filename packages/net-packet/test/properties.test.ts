import { createTopology, type DimensionInput } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Departure,
  PacketEngine,
  type PacketOptionsInput,
  PacketSimulation,
  type StandaloneOptions,
  standaloneNetwork,
} from "../src/index.js";

const standalone: fc.Arbitrary<StandaloneOptions> = fc.record({
  topology: fc.constantFrom("Mesh_XY", "Mesh_westfirst", "Crossbar", "CrossbarGarnet", "Pt2Pt"),
  nodes: fc.constant(12),
  meshRows: fc.constantFrom(1, 2, 3, 4, 12),
  vcsPerVnet: fc.integer({ min: 1, max: 40 }),
  routerLatency: fc.integer({ min: 1, max: 4 }),
  linkLatency: fc.integer({ min: 1, max: 9 }),
  buffersPerControlVc: fc.integer({ min: 1, max: 3 }),
  buffersPerDataVc: fc.integer({ min: 1, max: 6 }),
});
const packet = fc.record({
  source: fc.integer({ min: 0, max: 11 }),
  destination: fc.integer({ min: 0, max: 11 }),
  vnet: fc.integer({ min: 0, max: 2 }),
  flitsPerPacket: fc.integer({ min: 1, max: 9 }),
  packets: fc.integer({ min: 1, max: 3 }),
  at: fc.integer({ min: 0, max: 60 }),
});
const arbitration = fc.constantFrom("fair" as const, "age" as const, "round-robin" as const);
const channels = fc.oneof(
  fc.constant({}),
  fc.record({ vcPackets: fc.constant("many" as const), arbitration }),
);
const rules = fc.constantFrom("mainline" as const, "fork" as const);

describe("engine", () => {
  it("conserves flits and credits, overflows no buffer, delivers every packet, ends at rest", () => {
    fc.assert(
      fc.property(
        standalone,
        rules,
        fc.boolean(),
        channels,
        fc.array(packet, { maxLength: 120 }),
        (options, pointers, ordered, vcs, packets) => {
          const network = standaloneNetwork(options);
          const vnets = network.vnets.map((vnet) => ({ ...vnet, ordered }));
          let seed = 0;
          const random = () => (seed = (seed + 0.37) % 1);
          const engine = new PacketEngine({ ...network, pointers, vnets, ...vcs }, random);
          const waiting = [...packets].sort((a, b) => b.at - a.at);
          let messages = 0;
          engine.listener = { messageDelivered: () => void messages++ };
          while (waiting.length > 0 || engine.nextCycle() < Number.POSITIVE_INFINITY) {
            while (waiting.length > 0 && waiting[waiting.length - 1]!.at <= engine.cycle)
              engine.inject(waiting.pop()!);
            engine.step();
            if (engine.cycle % 7 === 0) expect(engine.brokenRules()).toEqual([]);
          }
          expect(messages).toBe(packets.length);
          expect(engine.busy).toBe(false);
          expect(engine.leftInside()).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("gives a lone packet the latency of the formula", () => {
    const parameters = fc.record({
      routerLatency: fc.integer({ min: 1, max: 5 }),
      linkLatency: fc.integer({ min: 1, max: 5 }),
      source: fc.integer({ min: 0, max: 15 }),
      destination: fc.integer({ min: 0, max: 15 }),
      flits: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(parameters, ({ routerLatency, linkLatency, source, destination, flits }) => {
        const network = standaloneNetwork({
          topology: "Mesh_XY",
          nodes: 16,
          meshRows: 4,
          routerLatency,
          linkLatency,
        });
        const engine = new PacketEngine({ ...network, vnets: [{ buffersPerVc: 4 }] });
        let received = -1;
        engine.listener = {
          packetDelivered: (_, cycle) => {
            received = cycle;
          },
        };
        engine.inject({ source, destination, vnet: 0, flitsPerPacket: flits });
        engine.run();
        const hops =
          Math.abs((source % 4) - (destination % 4)) + Math.abs((source >> 2) - (destination >> 2));
        expect(received - 1).toBe(linkLatency + (hops + 1) * (routerLatency + linkLatency) + flits - 1);
      }),
    );
  });

  it("says which channel waits for which when routes deadlock", () => {
    // Four routers in a ring, all packets clockwise, one virtual channel: the textbook deadlock.
    const links = [0, 1, 2, 3].flatMap((router) => [
      { kind: "inject" as const, source: router, target: router, latency: 1 },
      { kind: "eject" as const, source: router, target: router, latency: 1 },
      { kind: "internal" as const, source: router, target: (router + 1) % 4, latency: 1 },
    ]);
    const engine = new PacketEngine({
      nodes: 4,
      routers: 4,
      routerLatency: 1,
      vnets: [{ buffersPerVc: 1 }],
      vcsPerVnet: 1,
      links,
      routing: { kind: "table", next: (router) => 3 * router + 2 },
      pointers: "mainline",
      interfaces: "mainline",
    });
    for (let source = 0; source < 4; source++)
      engine.inject({ source, destination: (source + 2) % 4, vnet: 0, flitsPerPacket: 4, packets: 3 });
    engine.run();
    expect(engine.busy).toBe(true);
    const stalled = engine.stalled();
    expect(stalled.length).toBeGreaterThanOrEqual(4);
    expect(stalled.map(({ reason }) => reason)).toContain(
      "a free virtual channel of link router 1 -> router 2",
    );
  });
});

const shape = (name: string, npus: number, more: Partial<DimensionInput> = {}): DimensionInput => ({
  shape: name,
  npus,
  bandwidth: 10,
  latency: 3,
  ...more,
});
const machines: readonly (readonly [string, DimensionInput[]])[] = [
  ["ring", [shape("ring", 7)]],
  ["fully connected", [shape("fully-connected", 6)]],
  ["switch", [shape("switch", 6, { latency: 0 })]],
  ["mesh", [shape("mesh", 3), shape("mesh", 4, { bandwidth: 3.7 })]],
  ["torus", [shape("ring", 4), shape("ring", 5)]],
  ["hypercube", [shape("hypercube", 8)]],
  ["leaf-spine", [shape("leaf-spine", 8, { leaves: 4, spines: 2 })]],
  ["three dimensions", [shape("ring", 4), shape("fully-connected", 3), shape("switch", 2, { links: 2 })]],
];

describe.each(machines)("on a %s", (_, dimensions) => {
  const topology = createTopology(dimensions);
  const rank = fc.integer({ min: 0, max: topology.npus - 1 });
  const departures = fc.array(
    fc.record({
      source: rank,
      destination: rank,
      bytes: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(5000)),
      at: fc.integer({ min: 0, max: 50 }),
    }),
    { maxLength: 120 },
  );
  const sizes = {
    packetBytes: fc.constantFrom(64, 256, 4096),
    vcsPerVnet: fc.constantFrom(undefined, 3, 4, 7),
    buffersPerVc: fc.constantFrom(undefined, 1, 2),
    lanes: fc.constantFrom(undefined, 1, 2),
  };
  const options: fc.Arbitrary<PacketOptionsInput> = fc.oneof(
    fc.record({
      ...sizes,
      routing: fc.constantFrom("auto" as const, "up-down" as const, "adaptive" as const),
      pointers: rules,
    }),
    fc.record({ ...sizes, routing: fc.constantFrom("auto" as const, "up-down" as const), arbitration }),
  );

  it("delivers everything at any load, not before its lower bound, and the same way twice", () => {
    fc.assert(
      fc.property(departures, options, (messages: Departure[], chosen) => {
        const run = () => {
          const simulation = new PacketSimulation(topology, chosen);
          for (const message of messages) simulation.send(message);
          return { deliveries: simulation.run(), report: simulation.report() };
        };
        const { deliveries, report } = run();
        expect(deliveries).toHaveLength(messages.length);
        for (const { source, destination, bytes, latency } of deliveries)
          expect(latency).toBeGreaterThanOrEqual(
            leastLatency(source, destination, bytes, chosen.routing === "adaptive"),
          );
        expect(run()).toEqual({ deliveries, report });
        const { propagation, serialization, queueing } = report.attribution!;
        expect(propagation + serialization + queueing).toBeCloseTo(report.latency!.mean * messages.length, 4);
      }),
      { numRuns: 40 },
    );
  });

  /** Links' latencies on the shortest way, and the bytes over its narrowest link; adaptive packets of one message may leave by all links of their source. */
  function leastLatency(source: number, destination: number, bytes: number, spreads: boolean): number {
    const { links, route } = topology.graph();
    const way = route(source, destination).map((link) => links[link]!);
    const narrowest = way.reduce(
      (least, { bandwidth }) => Math.min(least, bandwidth),
      Number.POSITIVE_INFINITY,
    );
    const leaving = links
      .filter(({ from }) => from === source)
      .reduce((sum, { bandwidth }) => sum + bandwidth, 0);
    const rate = spreads && way.length > 0 ? leaving : narrowest;
    return way.reduce((sum, { latency }) => sum + latency, 0) + bytes / rate;
  }
});
