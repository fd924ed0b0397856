import { defineNetwork } from "@astra-ts/core";
import { z } from "zod";

const time = z.number().min(0);

const options = z.strictObject({
  overhead: time.default(50).describe("o: time of a processor to send or to receive a message, ns"),
  gap: time.default(100).describe("g: least time between two messages of one NPU, ns"),
  latency: time.optional().describe("L: time in the network, ns; default: the latencies of the route"),
  gapPerByte: time
    .optional()
    .describe("G: time per byte of a long message, ns; default: of the route's slowest link"),
});

/**
 * LogGP (Alexandrov, Ionescu, Schauser, Scheiman 1995): a message of k bytes takes o + (k-1) G + L + o, and an NPU sends, and receives, at most one
 * message every g or (k-1) G, whichever is longer.
 */
export const loggp = defineNetwork({
  name: "loggp",
  description: "LogGP: overhead, gap between messages, gap per byte and latency, at both ends of a message",
  options,
  capabilities: { contention: true, perLinkReport: false, lockStep: false, ordered: true },
  create({ simulator, topology }, { overhead, gap, latency, gapPerByte }) {
    const { table, route } = topology.graph();
    const sendsFrom = new Float64Array(topology.npus);
    const receivesFrom = new Float64Array(topology.npus);
    let messages = 0;
    let bytes = 0;
    let waiting = 0;
    return {
      send({ source, destination, bytes: size }, delivered) {
        messages++;
        bytes += size;
        const links = route(source, destination);
        if (links.length === 0) {
          simulator.schedule(overhead, delivered);
          return;
        }
        const perByte = gapPerByte ?? 1 / Math.min(...links.map((link) => table.bandwidth[link]));
        const flight = latency ?? links.reduce((sum, link) => sum + table.latency[link], 0);
        const body = Math.ceil(Math.max(0, size - 1) * perByte);
        const { now } = simulator;
        const start = Math.max(now, sendsFrom[source]);
        waiting += start - now;
        sendsFrom[source] = start + Math.max(gap, body);
        // The first byte reaches the other end, which may still be busy with an earlier message.
        simulator.schedule(start - now + overhead + flight, () => {
          const begin = Math.max(simulator.now, receivesFrom[destination]);
          waiting += begin - simulator.now;
          receivesFrom[destination] = begin + Math.max(gap, body);
          simulator.schedule(begin - simulator.now + body + overhead, delivered);
        });
      },
      report: () => ({ messages, bytes, dimensions: [], counters: { waitingTime: waiting } }),
    };
  },
});
