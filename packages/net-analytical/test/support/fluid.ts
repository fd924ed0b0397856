import type { Topology, TopologyGraph } from "@astra-ts/core";
import { progressiveFilling } from "./progressive-filling.js";

/** A message of the simple simulation. */
export interface FluidMessage {
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
  /** When it is sent, ns. */
  readonly at: number;
}

/** What the simple simulation knows of the options of `flow`. */
export interface FluidRules {
  /** SimGrid's rule; with the latency paid before, flows with less than 1 ns to wait start with whatever happens. */
  readonly isWeighted: boolean;
  readonly isPipelined: boolean;
  readonly window: number;
  readonly acknowledgements: number;
  readonly efficiency: number;
}

/**
 * When messages arrive, ns, by the plainest of simulations: at every start and end all rates are worked out anew, and the next of the starts and ends is looked for among all.
 */
export function fluidArrivals(
  topology: Topology,
  messages: readonly FluidMessage[],
  rules: FluidRules,
): number[] {
  const { isWeighted, isPipelined, window, acknowledgements, efficiency } = rules;
  const graph = topology.graph();
  const capacities = Array.from(graph.table.bandwidth, (bandwidth) => bandwidth * efficiency);
  const flows = messages.map(({ source, destination, bytes, at }) => {
    const route = graph.route(source, destination);
    const latency = route.reduce((sum, link) => sum + graph.table.latency[link], 0);
    const there = allWays(graph, source, destination, 1);
    const back = acknowledgements > 0 ? allWays(graph, destination, source, acknowledgements) : [];
    return {
      links: [...there, ...back].map(({ link }) => link),
      parts: [...there, ...back].map(({ part }) => part),
      weight: isWeighted && latency > 0 ? 1 / latency : 1,
      cap: latency > 0 ? window / (2 * latency) : Number.POSITIVE_INFINITY,
      latency,
      at,
      start: isPipelined ? at : at + latency,
      left: bytes,
      end: Number.NaN,
    };
  });
  for (const flow of flows) if (flow.links.length === 0 || flow.left === 0) flow.end = flow.start;
  const hasSimGridsClock = isWeighted && !isPipelined;
  for (let now = Math.min(...messages.map(({ at }) => at)); ; ) {
    for (const flow of flows)
      if (hasSimGridsClock && flow.at <= now && flow.start > now && flow.start < now + 1) flow.start = now;
    const running = flows.filter(({ start, end }) => start <= now && Number.isNaN(end));
    const waiting = flows.filter(({ start, end }) => start > now && Number.isNaN(end));
    if (running.length + waiting.length === 0) break;
    const rates = progressiveFilling(capacities, running);
    const next = Math.min(
      ...waiting.map(({ start }) => start),
      ...flows.flatMap(({ at, end }) => [at, end]).filter((time) => time > now),
      ...running.map(({ left }, index) => now + left / rates[index]),
    );
    running.forEach((flow, index) => {
      flow.left -= rates[index] * (next - now);
      if (flow.left <= 1e-6 * rates[index]) flow.end = next;
    });
    now = next;
  }
  return flows.map(({ end, latency }) => (isPipelined ? end + latency : end));
}

/** Every link of every way, once for each way that leads over it, with the part of a message that goes that way. */
function allWays(
  graph: TopologyGraph,
  node: number,
  destination: number,
  part: number,
): { link: number; part: number }[] {
  const links = graph.choices(node, destination);
  const each = part / links.length;
  return links.flatMap((link) => [
    { link, part: each },
    ...allWays(graph, graph.table.to[link], destination, each),
  ]);
}
