import { createTopology } from "@astra-ts/core";
import { describe, expect } from "vitest";
import { singleMessage } from "./support/single-message.js";
import { throughNs3 } from "./support/traffic.js";
import { itWithNs3 } from "./support/with-ns3.js";

const bandwidth = 12.5;
const latency = 500;
const ring = createTopology([{ shape: "ring", npus: 8, bandwidth, latency }]);
const star = createTopology([{ shape: "switch", npus: 9, bandwidth, latency }]);

describe("UDP through ns-3 meets closed forms", () => {
  // The bench has all 540 cases.
  itWithNs3.each([
    [1, 1, 9000],
    [2, 8972, 9000],
    [2, 8973, 1500],
    [4, 100_000, 1500],
    [4, 1 << 20, 9000],
    [1, 0, 9000],
  ])("one message over %i links, %i bytes in packets of %i", (hops, bytes, mtu) => {
    const { arrivals } = throughNs3(ring, [{ source: 0, destination: hops, bytes }], { mtu });
    const expected = singleMessage({ bytes, hops, bandwidth, latency, mtu });
    expect(Math.abs(arrivals[0]! - expected)).toBeLessThanOrEqual(1);
  });

  itWithNs3("one message through a switch, sent later", () => {
    const { arrivals, report } = throughNs3(star, [{ at: 12_345, source: 3, destination: 5, bytes: 50_000 }]);
    const expected = singleMessage({ bytes: 50_000, hops: 2, bandwidth, latency, mtu: 9000 });
    expect(Math.abs(arrivals[0]! - 12_345 - expected)).toBeLessThanOrEqual(1);
    expect(report).toMatchObject({ messages: 1, bytes: 50_000 });
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
