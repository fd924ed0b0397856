import type { TopologyGraph } from "@astra-ts/core";

/** The links that a message takes, and the share of it that each carries. */
export interface RouteShares {
  readonly links: readonly number[];
  /** 1 on every link of a single route. */
  readonly shares: readonly number[];
  /** ns, the same on all equal paths. */
  readonly latency: number;
}

/**
 * Equal paths that a message splits over at most. Beyond that there are so many that flows on one path each come out even as well, as in a fat tree of three levels, and a
 * message on all of them would cost a hundred links.
 */
const mostPaths = 16;

/**
 * The way of a message. Where paths are equally short and shared evenly, it splits at every node into equal parts; where they are many, only over the links of its NPU, and each
 * part follows the links that are dealt out to its destination.
 */
export function routeShares(graph: TopologyGraph, source: number, destination: number): RouteShares {
  const { hasChoices, routing, table } = graph;
  const path = graph.pathOf(source, destination, 0);
  const route = graph.route(source, destination, path);
  const latency = route.reduce((sum, link) => sum + table.latency[link], 0);
  if (!hasChoices || routing.paths !== "spread") return { links: route, shares: route.map(() => 1), latency };
  const all = (node: number): readonly number[] => graph.choices(node, destination);
  const ofNpu = (node: number): readonly number[] =>
    node === source ? all(node) : [graph.next(node, destination, path)];
  const shareOf =
    split(table.to, source, destination, all, mostPaths) ?? split(table.to, source, destination, ofNpu)!;
  return { links: [...shareOf.keys()], shares: [...shareOf.values()], latency };
}

/** The share of a message that each link carries, where every node that has a part of it divides it evenly among its links. Undefined where that makes too many paths. */
function split(
  to: Int32Array,
  source: number,
  destination: number,
  linksOf: (node: number) => readonly number[],
  mostParts = Number.POSITIVE_INFINITY,
): Map<number, number> | undefined {
  const shareOf = new Map<number, number>();
  // All equal paths have as many links, so that whoever is one hop further on has got all of its parts before it splits them.
  let reached = new Map([[source, { part: 1, paths: 1 }]]);
  while (!reached.has(destination)) {
    const next = new Map<number, { part: number; paths: number }>();
    for (const [node, { part, paths }] of reached) {
      const links = linksOf(node);
      for (const link of links) {
        const share = part / links.length;
        shareOf.set(link, (shareOf.get(link) ?? 0) + share);
        const end = to[link];
        const there = next.get(end);
        if (there === undefined) next.set(end, { part: share, paths });
        else {
          there.part += share;
          there.paths += paths;
        }
      }
    }
    reached = next;
    let parts = 0;
    for (const { paths } of reached.values()) parts += paths;
    if (parts > mostParts) return undefined;
  }
  return shareOf;
}
