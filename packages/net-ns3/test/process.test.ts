import { createRandom, createTopology, EventWheel, validateOptions } from "@astra-ts/core";
import { describe, expect } from "vitest";
import { ns3 } from "../src/index.js";
import { itWithNs3 } from "./support/with-ns3.js";

describe("the process of ns-3", () => {
  itWithNs3("shows on the way how far it is, and how much memory it has", () => {
    const topology = createTopology([{ shape: "switch", npus: 2, bandwidth: 12.5, latency: 500 }]);
    const simulator = new EventWheel();
    const context = { simulator, topology, random: createRandom(1), warn: () => undefined };
    const options = validateOptions(ns3.options, {}, "options", "the network ns3");
    const network = ns3.create(context, options);
    try {
      let arrived = false;
      const bytes = 2 ** 29;
      const message = { source: 0, destination: 1, bytes, tag: 0, dimension: undefined, queue: 0 };
      network.send(message, () => {
        arrived = true;
      });
      const times: number[] = [];
      while (!arrived) {
        const time = network.clock!.nextEventTime(Number.POSITIVE_INFINITY);
        simulator.advanceClock(time);
        network.clock!.advanceTo(time);
        times.push(time);
      }
      expect(times.length).toBeGreaterThan(3);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      // Headers come on top of the bytes.
      expect(times.at(-1)).toBeGreaterThan(bytes / 12.5);
      expect(network.memoryElsewhere!()).toBeGreaterThan(5e6);
      expect(network.memoryElsewhere!()).toBeLessThan(200e6);
    } finally {
      network.close!();
    }
  });
});
