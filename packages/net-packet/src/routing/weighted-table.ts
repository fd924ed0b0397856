import type { LinkDescription, NextHop } from "../engine/description.js";

/** A link of a weighted table: its description and its weight, 1 or more. */
export interface WeightedLink extends LinkDescription {
  readonly weight: number;
}

/**
 * Garnet's table routing: of a router's links that lie on a path of least total weight, those of least own weight; one of several at random per packet.
 * `links` must be the whole list of the network, inject and eject links included, so that positions are link numbers.
 */
export function weightedTable(
  routers: number,
  homeRouter: readonly number[],
  links: readonly WeightedLink[],
): (router: number, destination: number) => NextHop {
  const outgoing: number[][] = Array.from({ length: routers }, () => []);
  const incoming: number[][] = Array.from({ length: routers }, () => []);
  for (const [id, { kind, source, target }] of links.entries()) {
    if (kind !== "internal") continue;
    outgoing[source]!.push(id);
    incoming[target]!.push(id);
  }
  const distances = new Map<number, Float64Array>();
  return (router, destination) => {
    const home = homeRouter[destination]!;
    let distance = distances.get(home);
    if (distance === undefined) {
      distance = distancesTo(home, routers, incoming, links);
      distances.set(home, distance);
    }
    let least = Number.POSITIVE_INFINITY;
    let chosen: number[] = [];
    for (const id of outgoing[router]!) {
      const { weight, target } = links[id]!;
      if (weight + distance[target]! !== distance[router] || weight > least) continue;
      if (weight < least) chosen = [];
      least = weight;
      chosen.push(id);
    }
    if (chosen.length === 0) return -1;
    return chosen.length === 1 ? chosen[0]! : { links: chosen, choice: "random" };
  };
}

/** Least total weight from every router to `home` (Dijkstra over small whole weights, by buckets). */
function distancesTo(
  home: number,
  routers: number,
  incoming: readonly number[][],
  links: readonly WeightedLink[],
): Float64Array {
  const distance = new Float64Array(routers).fill(Number.POSITIVE_INFINITY);
  distance[home] = 0;
  const buckets: number[][] = [[home]];
  for (let total = 0; total < buckets.length; total++) {
    for (const router of buckets[total] ?? []) {
      if (distance[router] !== total) continue;
      for (const id of incoming[router]!) {
        const { source, weight } = links[id]!;
        const through = total + weight;
        if (through >= distance[source]!) continue;
        distance[source] = through;
        buckets[through] ??= [];
        buckets[through].push(source);
      }
    }
  }
  return distance;
}
