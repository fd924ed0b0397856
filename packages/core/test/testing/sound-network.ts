import { z } from "zod";
import { defineNetwork, type Message, type NetworkContext, type NetworkReport } from "../../src/index.js";

/** A small right backend: each NPU's first link serves one message at a time, the rest of the way costs latency alone. */
export const soundNetwork = defineNetwork({
  name: "sound",
  description: "One queue for each NPU's way out",
  options: z.strictObject({ overhead: z.number().min(0).default(0) }),
  capabilities: { contention: true, perLinkReport: true, lockStep: false, ordered: true },
  create: (context, { overhead }) => new SoundNetwork(context, overhead),
});

export class SoundNetwork {
  readonly context: NetworkContext;
  readonly overhead: number;
  readonly free: Float64Array;
  readonly links = new Map<number, { bytes: number; messages: number; busyTime: number }>();
  messages = 0;
  bytes = 0;
  latencies: number[] = [];

  constructor(context: NetworkContext, overhead: number) {
    this.context = context;
    this.overhead = overhead;
    this.free = new Float64Array(context.topology.npus);
  }

  send(message: Message, delivered: () => void): void {
    const { simulator } = this.context;
    const arrival = this.arrival(message);
    this.latencies.push(arrival - simulator.now);
    simulator.schedule(arrival - simulator.now, delivered);
  }

  arrival({ source, destination, bytes }: Message): number {
    const { simulator, topology } = this.context;
    this.messages++;
    this.bytes += bytes;
    if (source === destination) return simulator.now;
    const { table, route } = topology.graph();
    const way = route(source, destination);
    const [first] = way;
    const start = Math.max(simulator.now, this.free[source]);
    const service = Math.ceil(bytes / table.bandwidth[first]) + this.overhead;
    this.free[source] = start + service;
    const used = this.links.get(first) ?? { bytes: 0, messages: 0, busyTime: 0 };
    this.links.set(first, {
      bytes: used.bytes + bytes,
      messages: used.messages + 1,
      busyTime: used.busyTime + service,
    });
    return this.free[source] + way.reduce((sum, link) => sum + table.latency[link], 0);
  }

  report(): NetworkReport {
    const { nodes, links } = this.context.topology.graph();
    const sorted = this.latencies.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    const count = sorted.length;
    return {
      messages: this.messages,
      bytes: this.bytes,
      dimensions: [],
      latency: {
        count,
        mean: count === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / count,
        p50: at(0.5),
        p99: at(0.99),
        max: at(1),
      },
      links: [...this.links].map(([link, used]) => ({
        from: nodes[links[link].from].name,
        to: nodes[links[link].to].name,
        dimension: null,
        queueingTime: 0,
        maxQueue: 0,
        ...used,
      })),
      counters: {},
    };
  }
}
