import type { NetworkDescription, Routing, VcClass } from "../engine/description.js";

/** Channels of a link for the check: its lower and its upper half of virtual channels. */
const lower = 1;
const upper = 2;
const both = lower | upper;

/**
 * Looks for a cycle among the channels that packets hold while they wait for others (Dally and Seitz): without one the network cannot deadlock.
 * Returns the links of a cycle, or undefined. Walks the route of every pair of nodes once; not for routing by virtual network.
 */
export function findDependencyCycle(description: NetworkDescription): number[] | undefined {
  const { nodes, links, routing } = description;
  const home = new Int32Array(nodes);
  for (const { kind, source, target } of links) if (kind === "eject") home[target] = source;
  const dependencies = new Map<number, Set<number>>();
  const hop = hopper(routing);
  for (let destination = 0; destination < nodes; destination++) {
    for (let source = 0; source < nodes; source++) {
      // Links (and halves of their channels) by which the packet may have come to `router`.
      let front = new Map<number, Map<number, number>>([[home[source]!, new Map()]]);
      const seen = new Set<number>();
      while (front.size > 0) {
        const next = new Map<number, Map<number, number>>();
        for (const [router, held] of front) {
          if (router === home[destination] || seen.has(router)) continue;
          seen.add(router);
          for (const { link, vcClass } of hop(router, destination)) {
            let allowed = 0;
            if (held.size === 0) allowed = allowedHalves(vcClass, both, false);
            for (const [previous, halves] of held) {
              const sameDimension = links[previous]!.dimension === links[link]!.dimension;
              for (const half of [lower, upper]) {
                if ((halves & half) === 0) continue;
                const wanted = allowedHalves(vcClass, half, sameDimension);
                allowed |= wanted;
                for (const wantedHalf of [lower, upper])
                  if ((wanted & wantedHalf) !== 0)
                    addDependency(dependencies, previous * 4 + half, link * 4 + wantedHalf);
              }
            }
            const target = links[link]!.target;
            const arrivals = next.get(target) ?? new Map<number, number>();
            arrivals.set(link, (arrivals.get(link) ?? 0) | allowed);
            next.set(target, arrivals);
          }
        }
        front = next;
      }
    }
  }
  return cycleIn(dependencies)?.map((channel) => channel >> 2);
}

function allowedHalves(vcClass: VcClass, half: number, sameDimension: boolean): number {
  if (vcClass === "lower") return lower;
  if (vcClass === "upper") return upper;
  return vcClass === "keep-upper" && sameDimension && half === upper ? upper : both;
}

function hopper(
  routing: Routing,
): (router: number, destination: number) => { link: number; vcClass: VcClass }[] {
  if (routing.kind === "dimension-order")
    return (router, destination) => {
      for (let dimension = 0; dimension < routing.extents.length; dimension++) {
        const found = routing.next(router, dimension, routing.coordinate(destination, dimension));
        if (found !== undefined) return [found];
      }
      return [];
    };
  const next = routing.kind === "vnet" ? routing.otherwise : routing.next;
  return (router, destination) => {
    const found = next(router, destination);
    const choices = typeof found === "number" ? [found] : found.links;
    return choices.filter((link) => link >= 0).map((link) => ({ link, vcClass: "all" as const }));
  };
}

function addDependency(dependencies: Map<number, Set<number>>, from: number, to: number): void {
  let wanted = dependencies.get(from);
  if (wanted === undefined) {
    wanted = new Set();
    dependencies.set(from, wanted);
  }
  wanted.add(to);
}

/** Depth-first search with an explicit stack. */
function cycleIn(edges: ReadonlyMap<number, ReadonlySet<number>>): number[] | undefined {
  const done = new Set<number>();
  for (const start of edges.keys()) {
    if (done.has(start)) continue;
    const path: number[] = [start];
    const onPath = new Set(path);
    const iterators = [edges.get(start)!.values()];
    while (path.length > 0) {
      const { value, done: exhausted } = iterators[iterators.length - 1]!.next();
      if (exhausted) {
        const last = path.pop()!;
        iterators.pop();
        onPath.delete(last);
        done.add(last);
      } else if (onPath.has(value)) {
        return path.slice(path.indexOf(value));
      } else if (!done.has(value)) {
        path.push(value);
        onPath.add(value);
        iterators.push((edges.get(value) ?? new Set<number>()).values());
      }
    }
  }
  return undefined;
}
