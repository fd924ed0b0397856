import { createTopology } from "@astra-ts/core";
import { describe, expect } from "vitest";
import { throughNs3 } from "./support/traffic.js";
import { itWithNs3 } from "./support/with-ns3.js";

const star = createTopology([{ shape: "switch", npus: 9, bandwidth: 12.5, latency: 500 }]);

describe("UDP through short queues", () => {
  itWithNs3("ends with the link where a packet was lost", () => {
    const sendings = Array.from({ length: 8 }, (_, source) => ({ source, destination: 8, bytes: 100_000 }));
    const attempt = () => throughNs3(star, sendings, { queue: 20_000 });
    expect(attempt).toThrow(/lost a packet of UDP on the link from switch 0 to npu 8/);
    expect(attempt).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED", hint: expect.stringMatching(/transport: tcp/) }),
    );
  });

  itWithNs3("loses nothing where one sends as fast as it is received", () => {
    const sendings = [{ source: 0, destination: 8, bytes: 1 << 20 }];
    const { report } = throughNs3(star, sendings, { queue: 20_000 });
    expect(report.counters.droppedPackets).toBe(0);
  });
});
