import { createTopology } from "@astra-ts/core";
import { describe, expect } from "vitest";
import { throughNs3 } from "./support/traffic.js";
import { itWithNs3 } from "./support/with-ns3.js";

const bandwidth = 12.5;
const star = (npus: number) => createTopology([{ shape: "switch", npus, bandwidth, latency: 500 }]);
const congestionControls = ["NewReno", "Cubic", "DCTCP", "Bbr"] as const;

describe("TCP through ns-3", () => {
  itWithNs3.each(congestionControls)(
    "%s: one long message comes close to the line's rate",
    (congestionControl) => {
      const bytes = 8 << 20;
      const { arrivals, report } = throughNs3(star(2), [{ source: 0, destination: 1, bytes }], {
        transport: "tcp",
        congestionControl,
      });
      const packets = Math.ceil(bytes / 8960);
      const onTheWire = (bytes + 42 * packets) / bandwidth;
      expect(arrivals[0]).toBeGreaterThan(onTheWire);
      expect(arrivals[0]).toBeLessThan(1.02 * onTheWire);
      expect(report.counters).toMatchObject({ retransmissions: 0, droppedPackets: 0, connections: 1 });
    },
  );

  itWithNs3.each(congestionControls)("%s: incast of eight shares the port", (congestionControl) => {
    const bytes = 4 << 20;
    const sendings = Array.from({ length: 8 }, (_, source) => ({ source, destination: 8, bytes }));
    const { arrivals } = throughNs3(star(9), sendings, { transport: "tcp", congestionControl });
    const ideal = (8 * (bytes + 42 * Math.ceil(bytes / 8960))) / bandwidth;
    expect(Math.max(...arrivals)).toBeGreaterThan(ideal);
    expect(Math.max(...arrivals)).toBeLessThan(1.03 * ideal);
  });

  itWithNs3("short queues lose packets, which are sent again", () => {
    const bytes = 1 << 20;
    const sendings = Array.from({ length: 8 }, (_, source) => ({ source, destination: 8, bytes }));
    const { arrivals, report } = throughNs3(star(9), sendings, { transport: "tcp", queue: 60_000 });
    expect(arrivals.every(Number.isFinite)).toBe(true);
    expect(report.counters.droppedPackets).toBeGreaterThan(0);
    expect(report.counters.retransmissions).toBeGreaterThanOrEqual(report.counters.droppedPackets!);
    expect(report.links!.find(({ to }) => to === "npu 8")!.dropped).toBe(report.counters.droppedPackets);
  });

  itWithNs3("DCTCP marks and keeps queues short, where Cubic fills them", () => {
    const bytes = 8 << 20;
    const sendings = Array.from({ length: 4 }, (_, source) => ({ source, destination: 4, bytes }));
    const waiting = (congestionControl: "DCTCP" | "Cubic") => {
      const buffer = 2 << 20;
      const { report } = throughNs3(star(5), sendings, { transport: "tcp", congestionControl, buffer });
      const { queueingTime, messages } = report.links!.find(({ to }) => to === "npu 4")!;
      return { time: queueingTime / messages, marked: report.counters.markedPackets! };
    };
    const [dctcp, cubic] = [waiting("DCTCP"), waiting("Cubic")];
    expect(dctcp.marked).toBeGreaterThan(0);
    expect(cubic.marked).toBe(0);
    expect(dctcp.time).toBeLessThan(0.5 * cubic.time);
  });

  itWithNs3("is never faster than UDP, and delivers messages of nothing too", () => {
    for (const bytes of [0, 1, 8960, 100_000]) {
      const sendings = [{ source: 0, destination: 1, bytes }];
      const [tcp, udp] = (["tcp", "udp"] as const).map(
        (transport) => throughNs3(star(2), sendings, { transport }).arrivals[0]!,
      );
      expect(tcp).toBeGreaterThan(udp!);
    }
  });
});
