import type { LinkTable, Topology, TopologyGraph } from "@astra-ts/core";
import { checkedTime, type FlightModel } from "./flight-model.js";

/**
 * The formula where links differ one by one: floor(sum of the latencies of all links on the route + size / bandwidth of the slowest of them). On a route
 * of equal links in one dimension it is the formula of ASTRA-sim 2.x.
 */
export class RouteFlight implements FlightModel {
  dimension = -1;
  propagation = 0;
  readonly #graph: TopologyGraph;
  readonly #table: LinkTable;

  constructor(topology: Topology) {
    this.#graph = topology.graph();
    this.#table = this.#graph.table;
  }

  flight(source: number, destination: number, bytes: number): number {
    const { to, bandwidth, latency, dimension } = this.#table;
    let total = 0;
    let slowest = Number.POSITIVE_INFINITY;
    this.dimension = -1;
    for (let node = source; node !== destination; ) {
      const link = this.#graph.next(node, destination);
      // Asking for the whole route words the error.
      if (link < 0) this.#graph.route(source, destination);
      total += latency[link];
      slowest = Math.min(slowest, bandwidth[link]);
      this.dimension = Math.max(0, dimension[link]);
      node = to[link];
    }
    this.propagation = Math.floor(total);
    return checkedTime(Math.floor(total + bytes / slowest));
  }
}
