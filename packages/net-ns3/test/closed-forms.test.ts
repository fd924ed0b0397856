import { createTopology } from "@astra-ts/core";
import { describe, expect } from "vitest";
import { singleMessage } from "./support/single-message.js";
import { throughNs3 } from "./support/traffic.js";
import { itWithNs3 } from "./support/with-ns3.js";

const bandwidth = 12.5;
const latency = 500;
const ring = createTopology([{ shape: "ring", npus: 8, bandwidth, latency }]);
const star = createTopology([{ shape: "switch", npus: 9, bandwidth, latency }]);

const courses = [
  ["next on a ring", { shape: "ring", npus: 8 }, 1],
  ["through a switch", { shape: "switch", npus: 9 }, 2],
  ["across a ring", { shape: "ring", npus: 8 }, 4],
] as const;
const sizes = [1, 28, 1472, 1473, 8972, 8973, 65_536, 100_000, 500_001, 1 << 20];

describe("UDP through ns-3 meets closed forms", () => {
  const cases = courses.flatMap(([name, dimension, hops]) =>
    [3.125, 12.5, 50].map((bandwidth) => ({ name, dimension, hops, bandwidth })),
  );
  itWithNs3.each(cases)(
    "messages alone: $name at $bandwidth bytes per ns",
    ({ dimension, hops, bandwidth }) => {
      for (const latency of [50, 500, 1000])
        for (const mtu of [1500, 9000]) {
          const topology = createTopology([{ ...dimension, bandwidth, latency }]);
          const sendings = sizes.map((bytes, index) => {
            return { at: 1_000_000 * index, source: 0, destination: hops === 2 ? 5 : hops, bytes };
          });
          const { arrivals } = throughNs3(topology, sendings, { mtu });
          const expected = sizes.map((bytes) => singleMessage({ bytes, hops, bandwidth, latency, mtu }));
          expected.forEach((time, index) => {
            const off = Math.abs(arrivals[index]! - sendings[index]!.at - time);
            expect(off, `${sizes[index]} bytes, ${latency} ns, MTU ${mtu}`).toBeLessThan(1.001);
          });
        }
    },
  );

  itWithNs3("a message of nothing takes a packet of nothing", () => {
    const { arrivals, report } = throughNs3(ring, [{ at: 12_345.5, source: 0, destination: 2, bytes: 0 }]);
    const expected = singleMessage({ bytes: 0, hops: 2, bandwidth, latency, mtu: 9000 });
    expect(Math.abs(arrivals[0]! - 12_345.5 - expected)).toBeLessThan(1);
    expect(report).toMatchObject({ messages: 1, bytes: 0, counters: { packetHops: 2 } });
  });

  itWithNs3("incast: eight share the port, which is never idle", () => {
    const bytes = 1 << 20;
    const sendings = Array.from({ length: 8 }, (_, source) => ({ source, destination: 8, bytes }));
    const { arrivals, report } = throughNs3(star, sendings);
    const ideal = (8 * bytes) / bandwidth;
    expect(Math.max(...arrivals)).toBeGreaterThan(ideal);
    expect(Math.max(...arrivals)).toBeLessThan(1.03 * ideal);
    expect(Math.min(...arrivals)).toBeGreaterThan(0.9 * ideal);
    const port = report.links!.find(({ to }) => to === "npu 8")!;
    expect(port.messages).toBe(8);
    expect(port.bytes).toBe(8 * (bytes + 30 * Math.ceil(bytes / 8972)));
    expect(port.busyTime).toBeCloseTo(port.bytes / bandwidth, 3);
    expect(port.maxQueue).toBeGreaterThan(100);
  });
});
