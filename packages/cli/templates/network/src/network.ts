import { defineNetwork } from "@astra-ts/core";
import { z } from "zod";

const options = z.strictObject({
  overhead: z.number().min(0).default(0).describe("added to every message, ns"),
});

/** Every message takes the latency of its route and its bytes over the slowest link. Messages do not meet. */
export const network = defineNetwork({
  name: "plugin-name",
  description: "Latency of the route, bytes over its slowest link, no contention",
  options,
  capabilities: { contention: false, perLinkReport: false, lockStep: false, ordered: true },
  create({ simulator, topology }, { overhead }) {
    const { table, route } = topology.graph();
    let messages = 0;
    let bytes = 0;
    return {
      send(message, delivered) {
        messages++;
        bytes += message.bytes;
        let latency = 0;
        let bandwidth = Number.POSITIVE_INFINITY;
        for (const link of route(message.source, message.destination)) {
          latency += table.latency[link];
          bandwidth = Math.min(bandwidth, table.bandwidth[link]);
        }
        simulator.schedule(overhead + latency + Math.ceil(message.bytes / bandwidth), delivered);
      },
      report: () => ({ messages, bytes, dimensions: [], counters: {} }),
    };
  },
});
