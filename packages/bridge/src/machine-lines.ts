import type { Topology } from "@astra-ts/core";

/** A topology's links as the protocol numbers them: those that work, in the order of the graph. */
export function numberedLinks(topology: Topology) {
  const graph = topology.graph();
  const { from, to, bandwidth, latency } = graph.table;
  const numbers = new Int32Array(from.length).fill(-1);
  const graphLinks: number[] = [];
  for (let link = 0; link < from.length; link++) {
    if (bandwidth[link]! <= 0) continue;
    numbers[link] = graphLinks.length;
    graphLinks.push(link);
  }
  return {
    /** Number of a link of the graph; -1 for one that has failed. */
    numberOf: (link: number): number => numbers[link]!,
    /** The link of the graph that has a number. */
    graphLinkOf: (number: number): number => graphLinks[number]!,
    /** The machine, line by line. */
    *lines(): Iterable<string> {
      yield `npus ${topology.npus}`;
      yield `nodes ${graph.nodeCount}`;
      for (const link of graphLinks)
        yield `link ${from[link]} ${to[link]} ${bandwidth[link]} ${latency[link]}`;
    },
  };
}
