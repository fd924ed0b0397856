import type { NetworkDescription, Routing, VcClass } from "../engine/description.js";

/** Halves of a link's virtual channels that a class may take, as bits. */
const halvesOf: Readonly<Record<VcClass, number>> = { all: 3, lower: 1, upper: 2 };

/**
 * Looks for a cycle among the channels that packets hold while they wait for others (Dally and Seitz): without one the network cannot deadlock.
 * Returns the links of a cycle, or undefined. Follows the routes from all nodes to every node; not for routing by virtual network.
 */
export function findDependencyCycle(description: NetworkDescription): number[] | undefined {
  const { nodes, links, routing } = description;
  const home = new Int32Array(nodes);
  for (const { kind, source, target } of links) if (kind === "eject") home[target] = source;
  const dependencies = new Map<number, Set<number>>();
  const hopsFrom = hopper(routing);
  for (let destination = 0; destination < nodes; destination++) {
    const end = home[destination]!;
    const hopsTo = (router: number) => (router === end ? [] : hopsFrom(router, destination));
    const reached = new Set(home);
    for (const router of reached)
      for (const hop of hopsTo(router)) {
        const { target } = links[hop.link]!;
        reached.add(target);
        for (const next of hopsTo(target)) addDependencies(dependencies, hop, next);
      }
  }
  return cycleIn(dependencies)?.map((channel) => channel >> 1);
}

interface Hop {
  readonly link: number;
  readonly vcClass: VcClass;
}

function addDependencies(dependencies: Map<number, Set<number>>, from: Hop, to: Hop): void {
  for (const half of [0, 1])
    for (const next of [0, 1])
      if ((halvesOf[from.vcClass] & (1 << half)) !== 0 && (halvesOf[to.vcClass] & (1 << next)) !== 0)
        addDependency(dependencies, from.link * 2 + half, to.link * 2 + next);
}

function hopper(routing: Routing): (router: number, destination: number) => Hop[] {
  if (routing.kind === "dimension-order")
    return (router, destination) => {
      for (let dimension = 0; dimension < routing.extents.length; dimension++) {
        const found = routing.next(router, dimension, routing.coordinate(destination, dimension));
        if (found !== undefined) return [found];
      }
      return [];
    };
  if (routing.kind === "paths")
    return (router, destination) =>
      routing.choices(router, destination).map((link) => ({ link, vcClass: "all" }));
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
