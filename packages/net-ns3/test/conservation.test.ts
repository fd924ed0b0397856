import { createRandom, createTopology } from "@astra-ts/core";
import { describe, expect } from "vitest";
import { type Sending, throughNs3 } from "./support/traffic.js";
import { itWithNs3 } from "./support/with-ns3.js";

const bandwidth = 12.5;
const latency = 500;
/** Bytes of a full packet and of its payload, at the default MTU; a link adds 2. */
const [full, payload, headers] = [9002, 8972, 30];
const onTheWire = (bytes: number): number => bytes + headers * Math.max(1, Math.ceil(bytes / payload));

/** Messages at random times, of random sizes, between random NPUs. */
function traffic(npus: number, messages: number): Sending[] {
  const random = createRandom(17);
  return Array.from({ length: messages }, () => {
    const source = random.integer(npus);
    const destination = (source + 1 + random.integer(npus - 1)) % npus;
    return { at: random.integer(50_000), source, destination, bytes: random.integer(100_000) };
  });
}

describe("bytes through ns-3", () => {
  const machines = [
    [
      "a torus",
      [
        { shape: "ring", npus: 4, bandwidth, latency },
        { shape: "ring", npus: 3, bandwidth, latency },
      ],
    ],
    ["a leaf-spine", [{ shape: "leaf-spine", npus: 12, leaves: 3, spines: 2, bandwidth, latency }]],
  ] as const;
  itWithNs3.each(machines)(
    "on %s: each link carries what its messages need, twice the same",
    (_, dimensions) => {
      const topology = createTopology(dimensions);
      const sendings = traffic(12, 150);
      const graph = topology.graph();
      const { arrivals, report } = throughNs3(topology, sendings);
      const hops = (source: number, destination: number): number =>
        graph.route(source, destination, 0).length;
      const carried = report.links!.reduce((sum, { bytes }) => sum + bytes, 0);
      const needed = sendings.reduce(
        (sum, { source, destination, bytes }) => sum + onTheWire(bytes) * hops(source, destination),
        0,
      );
      expect(carried).toBe(needed);
      // What comes to a node goes on, but for what was sent from it or to it.
      const balance = new Map(graph.nodes.map(({ name }) => [name, 0]));
      const add = (name: string, bytes: number) => balance.set(name, balance.get(name)! + bytes);
      for (const { from, to, bytes } of report.links!) {
        add(from, -bytes);
        add(to, bytes);
      }
      for (const { source, destination, bytes } of sendings) {
        add(graph.nodes[source]!.name, onTheWire(bytes));
        add(graph.nodes[destination]!.name, -onTheWire(bytes));
      }
      expect(new Set(balance.values())).toEqual(new Set([0]));
      for (const { busyTime, bytes } of report.links!) expect(busyTime).toBeCloseTo(bytes / bandwidth, 3);
      expect(throughNs3(topology, sendings)).toEqual({ arrivals, report });
    },
  );

  const star = createTopology([{ shape: "switch", npus: 9, bandwidth, latency }]);
  const others = Array.from({ length: 8 }, (_, npu) => npu + 1);
  itWithNs3.each([
    ["incast", others.map((source) => ({ source, destination: 0, bytes: 1 << 18 }))],
    ["outcast", others.map((destination) => ({ source: 0, destination, bytes: 1 << 18 }))],
  ])("%s of eight takes what the shared port needs, and some packets more at most", (_, sendings) => {
    const { arrivals } = throughNs3(star, sendings);
    const last = Math.max(...arrivals);
    const bound = (8 * onTheWire(1 << 18)) / bandwidth + 2 * latency;
    expect(last).toBeGreaterThanOrEqual(bound);
    expect(last).toBeLessThanOrEqual(bound + (8 * full) / bandwidth);
  });

  itWithNs3("what is alike arrives at once", () => {
    const ring = createTopology([{ shape: "ring", npus: 8, bandwidth, latency }]);
    const sendings = Array.from({ length: 8 }, (_, source) => {
      return { source, destination: (source + 1) % 8, bytes: 100_000 };
    });
    expect(new Set(throughNs3(ring, sendings).arrivals).size).toBe(1);
  });
});
