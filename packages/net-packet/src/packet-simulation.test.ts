import { describe, expect, it } from "vitest";
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
