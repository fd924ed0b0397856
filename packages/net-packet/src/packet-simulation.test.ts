import { describe, expect, it } from "vitest";
import type { PacketOptionsInput } from "./backend/options.js";
import { PacketSimulation } from "./packet-simulation.js";

const mesh = [
  { shape: "mesh", npus: 4, bandwidth: 16, latency: 1 },
  { shape: "mesh", npus: 4, bandwidth: 16, latency: 1 },
];

describe("the packet network alone", () => {
  it("gives a message the latency of its way and of its bytes", () => {
    const network = new PacketSimulation(mesh, { flitBytes: 16 });
    network.send({ source: 0, destination: 15, bytes: 64 });
    // Inject link 1, seven routers and the links behind them (1 + 1 each), four flits one after the other, one cycle from sending to the link.
    expect(network.run()).toEqual([
      { source: 0, destination: 15, bytes: 64, sent: 0, delivered: 19, latency: 19 },
    ]);
    expect(network.latency).toMatchObject({ count: 1, mean: 19, max: 19 });
  });

  it("takes more messages after a run", () => {
    const network = new PacketSimulation(mesh);
    network.send({ source: 0, destination: 3, bytes: 100, at: 500 });
    const [first] = network.run();
    network.send({ source: 0, destination: 3, bytes: 100 });
    const [second] = network.run();
    expect(second!.sent).toBeGreaterThanOrEqual(first!.delivered);
    expect(second!.latency).toBe(first!.latency);
  });

  it("streams a gigabyte with memory for the flits in flight alone", () => {
    const network = new PacketSimulation([{ shape: "ring", npus: 2, bandwidth: 100, latency: 10 }], {
      flitBytes: 65_536,
      packetBytes: 1 << 20,
    });
    network.send({ source: 0, destination: 1, bytes: 2 ** 30 });
    const [delivery] = network.run();
    expect(delivery!.latency).toBeGreaterThanOrEqual(2 ** 30 / 100);
    expect(delivery!.latency).toBeLessThan((2 ** 30 / 100) * 1.001);
  });

  it("refuses messages that cannot be", () => {
    const network = new PacketSimulation(mesh);
    const message = { source: 0, destination: 1, bytes: 8 };
    for (const [wrong, field] of [
      [{ destination: network.topology.npus }, "destination"],
      [{ source: -1 }, "source"],
      [{ bytes: -5 }, "bytes"],
      [{ bytes: 0.5 }, "bytes"],
      [{ at: Number.NaN }, "at"],
    ] as const)
      expect(() => network.send({ ...message, ...wrong })).toThrow(`${field}: a message cannot have this`);
    expect(network.run()).toEqual([]);
  });

  it("says what the routes of a machine would take that is too large for it", () => {
    const ring = { shape: "ring", npus: 30_000, bandwidth: 16, latency: 1 };
    expect(() => new PacketSimulation([ring])).toThrow(/900,000,000 routes .* would take about 4\.\d+ GiB/);
  });

  it("refuses flits that a link would have to carry by the dozen", () => {
    expect(() => new PacketSimulation(mesh, { flitBytes: 4 })).toThrow(
      /network\.flitBytes: a link would carry more than one flit per cycle: found 4, expected 16 or more/,
    );
  });
});

/** One message over a switch: two links of 50 bytes/ns. */
function overSwitch(latency: number, options: PacketOptionsInput = {}) {
  const network = new PacketSimulation([{ shape: "switch", npus: 2, bandwidth: 50, latency }], options);
  network.send({ source: 0, destination: 1, bytes: 10_000_000 });
  const [delivery] = network.run();
  return delivery!.latency;
}

describe("buffers", () => {
  it("let links of any latency run at full rate", () => {
    // Two latencies, 10,000,000 bytes at 50 bytes/ns, and the cycles of interfaces and routers.
    for (const latency of [100, 2000, 10_000, 50_000])
      expect(overSwitch(latency)).toBe(2 * latency + 200_000 + 5);
  });

  it("that are given too small let one packet, or what they hold, go per round trip", () => {
    // A packet of 82 flits is there after 1 + latency, its slots are free when its tail has left, and the sender knows after 1 + latency more.
    const trip = 2 * 2001 + 82;
    const packets = Math.ceil(10_000_000 / 4100);
    expect(overSwitch(2000, { buffersPerVc: 82 }) / (packets * trip)).toBeCloseTo(1, 2);
    expect(overSwitch(2000, { buffersPerVc: 820 }) / ((packets / 10) * trip)).toBeCloseTo(1, 2);
    expect(overSwitch(2000, { vcPackets: "one", vcsPerVnet: 4 }) / ((packets / 4) * trip)).toBeCloseTo(1, 2);
  });
});

describe("flows that merge", () => {
  it("share a port by flow, however many come by each link", () => {
    // Line 0 - 1 - 2 - 3: all send to 3. Each router has its own flow beside those that come by.
    const line = { shape: "mesh", npus: 4, bandwidth: 50, latency: 500 };
    const ends = (options: PacketOptionsInput) => {
      const network = new PacketSimulation([line], options);
      for (const source of [0, 1, 2]) network.send({ source, destination: 3, bytes: 1_000_000 });
      return network.run().map(({ delivered }) => delivered);
    };
    // All at a third of the last link's rate, so all end when it has carried 3,000,000 bytes.
    for (const end of ends({ lanes: 1 })) {
      expect(end).toBeGreaterThan(60_000 * 0.97);
      expect(end).toBeLessThan(60_000 * 1.04);
    }
    // Taking turns by virtual channel gives the nearest half of the link: 1,000,000 bytes after 40,000 ns.
    expect(ends({ arbitration: "round-robin", lanes: 1 })[0]).toBeLessThan(42_000);
  });

  it("leave no time of their port unused", () => {
    const network = new PacketSimulation([{ shape: "switch", npus: 11, bandwidth: 50, latency: 500 }]);
    for (let source = 1; source <= 10; source++) network.send({ source, destination: 0, bytes: 500_000 });
    const ends = network.run().map(({ delivered }) => delivered);
    expect(Math.max(...ends)).toBeLessThan((10 * 500_000) / 50 + 1000 + 200);
    expect(Math.min(...ends)).toBeGreaterThan(0.98 * Math.max(...ends));
  });

  it("do not wait for messages to other destinations", () => {
    // 1 to 10 send to 0; 10 also sends to 11, whose port nobody else wants.
    const network = new PacketSimulation([{ shape: "switch", npus: 12, bandwidth: 50, latency: 500 }]);
    for (let source = 1; source <= 10; source++) network.send({ source, destination: 0, bytes: 500_000 });
    network.send({ source: 10, destination: 11, bytes: 500_000 });
    const aside = network.run().find(({ destination }) => destination === 11)!;
    // 10's own port gives it what the tenth of port 0 leaves.
    expect(aside.latency).toBeLessThan(500_000 / 45 + 1000 + 2000);
  });
});

describe("last flits", () => {
  it("occupy a narrow link for their own bytes", () => {
    // Flits are as wide as all links of an NPU: 410 bytes, which the outer link carries in 41 cycles.
    const machine = [
      { shape: "ring", npus: 4, bandwidth: 200, latency: 20 },
      { shape: "ring", npus: 2, bandwidth: 10, latency: 20 },
    ];
    const network = new PacketSimulation(machine);
    network.send({ source: 0, destination: 4, bytes: 8 });
    const latency = network.run()[0]!.latency;
    expect(latency).toBeLessThan(20 + 8);
    expect(network.report().links!.find(({ bytes }) => bytes > 0)).toMatchObject({ bytes: 8 });
  });
});
