import { defineNetwork, definePlugin, NetworkCounters, Timer } from "@astra-ts/core";
import { z } from "zod";

/**
 * Messages as fluids that share links fairly: no message can be given more without taking from one that has no more than it (Bertsekas, Gallager: Data Networks, 6.5.2).
 * Rates change when a message starts or ends; in between the model sleeps until the next end.
 */
class MaxMinNetwork {
  #simulator;
  #graph;
  #counters;
  /** What has left its source and not yet drained. */
  #flows = new Set();
  #next;
  /** When the flows were last brought up to date, ns. */
  #updated = 0;

  constructor(context) {
    this.#simulator = context.simulator;
    this.#graph = context.topology.graph();
    this.#counters = new NetworkCounters(context);
    this.#next = new Timer(context.simulator, () => this.#advance());
  }

  send({ source, destination, bytes }, delivered) {
    const { table } = this.#graph;
    const links = this.#graph.route(source, destination);
    this.#counters.sent({ bytes });
    const sentAt = this.#simulator.now;
    const latency = links.reduce((sum, link) => sum + table.latency[link], 0);
    const bandwidth = Math.min(...links.map((link) => table.bandwidth[link]));
    const alone = links.length === 0 ? 0 : bytes / bandwidth;
    const parts = { propagation: latency, serialization: alone };
    const arrive = () => {
      this.#counters.delivered(sentAt, parts);
      delivered();
    };
    for (const link of links)
      this.#counters.crossed(link, { bytes, busyTime: bytes / table.bandwidth[link] });
    if (alone === 0) return this.#simulator.schedule(latency, arrive);
    this.#bringUpToDate();
    const drained = () => this.#simulator.schedule(latency, arrive);
    this.#flows.add({ links, left: bytes, rate: 0, drained });
    this.#share();
  }

  report() {
    return this.#counters.report();
  }

  pending() {
    return [...this.#flows].map(({ left }) => ({ waitsFor: `${left} B to drain` }));
  }

  /** Ends what has drained, and shares the links anew. */
  #advance() {
    this.#bringUpToDate();
    for (const flow of [...this.#flows]) {
      if (flow.left > flow.rate * 1e-6) continue;
      this.#flows.delete(flow);
      flow.drained();
    }
    this.#share();
  }

  #bringUpToDate() {
    const { now } = this.#simulator;
    for (const flow of this.#flows) flow.left -= flow.rate * (now - this.#updated);
    this.#updated = now;
  }

  /** Water filling: the link with the smallest share decides the rate of its messages, again and again. */
  #share() {
    const { bandwidth } = this.#graph.table;
    const users = new Map();
    for (const flow of this.#flows)
      for (const link of flow.links) users.set(link, (users.get(link) ?? new Set()).add(flow));
    const free = new Map([...users.keys()].map((link) => [link, bandwidth[link]]));
    while (users.size > 0) {
      let tightest;
      let least = Number.POSITIVE_INFINITY;
      for (const [link, flows] of users) {
        const share = free.get(link) / flows.size;
        if (share >= least) continue;
        tightest = link;
        least = share;
      }
      for (const flow of users.get(tightest)) {
        flow.rate = least;
        for (const link of flow.links) {
          free.set(link, free.get(link) - least);
          if (link === tightest) continue;
          users.get(link).delete(flow);
          if (users.get(link).size === 0) users.delete(link);
        }
      }
      users.delete(tightest);
    }
    const ends = [...this.#flows].map(({ left, rate }) => Math.max(0, left) / rate);
    if (ends.length === 0) this.#next.cancel();
    else this.#next.set(Math.min(...ends));
  }
}

export const maxMin = defineNetwork({
  name: "max-min",
  description: "messages share links as fluids, max-min fairly",
  options: z.strictObject({}),
  capabilities: { contention: true, perLinkReport: true, lockStep: false, ordered: true },
  create: (context) => new MaxMinNetwork(context),
});

export default definePlugin({
  name: "astra-ts-max-min",
  version: "0.1.0",
  apiVersion: 1,
  networks: [maxMin],
});
