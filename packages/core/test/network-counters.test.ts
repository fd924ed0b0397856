import { expect, it } from "vitest";
import { createTopology, delegate, EventWheel, type Network, NetworkCounters } from "../src/index.js";

const topology = createTopology([{ shape: "ring", npus: 4, bandwidth: 10, latency: 100 }]);

it("makes a report of what it is told", () => {
  const simulator = new EventWheel();
  const counters = new NetworkCounters({ topology, simulator });
  const [link] = topology.graph().route(0, 1);
  counters.sent({ bytes: 500 });
  counters.sent({ bytes: 300 });
  counters.entersQueue(link!);
  counters.entersQueue(link!);
  counters.leavesQueue(link!);
  counters.crossed(link!, { bytes: 500, busyTime: 50, queueingTime: 20 });
  simulator.schedule(170, () => counters.delivered(0, { propagation: 100, serialization: 50 }));
  simulator.schedule(200, () => counters.delivered(50));
  // A timer that was cancelled: it keeps the clock going, and counts for nothing.
  simulator.schedule(9000, () => undefined);
  while (simulator.step());
  const report = counters.report({ retries: 3 });
  expect(report).toMatchObject({
    messages: 2,
    bytes: 800,
    dimensions: [{ dimension: 0, bytes: 500, messages: 1, busyTime: 50, queueingTime: 20, maxQueue: 2 }],
    links: [
      { from: "npu 0", to: "npu 1", bytes: 500, messages: 1, busyTime: 50, queueingTime: 20, maxQueue: 2 },
    ],
    latency: { count: 2, mean: 160, max: 170 },
    attribution: { propagation: 100, serialization: 50, queueing: 170 },
    counters: { retries: 3, usedLinks: 1 },
  });
  // One of 8 links was busy for 50 of 200 ns.
  expect(report.dimensions[0]!.utilization).toBeCloseTo(50 / (8 * 200));
});

it("delegates to a network of a class with private fields, and to what it has alone", () => {
  class Small implements Network {
    #sent = 0;
    readonly isUniform = true;
    send() {
      this.#sent++;
    }
    report() {
      return { messages: this.#sent, bytes: 0, dimensions: [], counters: {} };
    }
    flightTime() {
      return ++this.#sent;
    }
  }
  const all = { ...delegate(new Small()) };
  all.send({} as never, () => undefined);
  expect(all.flightTime?.({} as never)).toBe(2);
  expect(all.report().messages).toBe(2);
  expect(all.isUniform).toBe(true);
  expect("clock" in all || "pending" in all || "close" in all).toBe(false);
});
