import type { TopologyGraph } from "@astra-ts/core";

/** The links that a message takes, and the share of it that each carries. */
export interface RouteShares {
  readonly links: readonly number[];
  /** 1 on every link of a single route. */
  readonly shares: readonly number[];
  /** ns, the same on all equal paths. */
  readonly latency: number;
}

/** The way of a message: where paths are equally short and shared evenly, it splits at every node into equal parts; else it takes one of them. */
export function routeShares(graph: TopologyGraph, source: number, destination: number): RouteShares {
  const { hasChoices, routing, table } = graph;
  const route = graph.route(source, destination, graph.pathOf(source, destination, 0));
  const latency = route.reduce((sum, link) => sum + table.latency[link], 0);
  if (!hasChoices || routing.paths !== "spread") return { links: route, shares: route.map(() => 1), latency };

  const shareOf = new Map<number, number>();
  // All equal paths have as many links, so that whoever is one hop further on has got all of its parts before it splits them.
  let reached = new Map([[source, 1]]);
  while (!reached.has(destination)) {
    const next = new Map<number, number>();
    for (const [node, part] of reached) {
      const choices = graph.choices(node, destination);
      for (const link of choices) {
        const share = part / choices.length;
        shareOf.set(link, (shareOf.get(link) ?? 0) + share);
        const end = table.to[link];
        next.set(end, (next.get(end) ?? 0) + share);
      }
    }
    reached = next;
  }
  return { links: [...shareOf.keys()], shares: [...shareOf.values()], latency };
}
