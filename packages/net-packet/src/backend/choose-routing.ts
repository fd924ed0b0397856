import { AstraError, type Topology } from "@astra-ts/core";
import type { LinkDescription, PathRouting, Routing } from "../engine/description.js";
import { mostStages } from "../engine/route-computation.js";
import { channelOrder } from "../routing/channel-order.js";
import { findDependencyCycle } from "../routing/dependency-check.js";
import { hasDateline, topologyDimensionOrder } from "../routing/topology-dimension-order.js";
import { upDownRouting } from "../routing/up-down.js";
import type { PacketOptions } from "./options.js";

/** Classes of virtual channels that defaults go up to; ways that need more give way to fewer or longer ones. */
const mostClasses = 8;
/** Shapes whose routes in order of dimensions are known to be free of deadlock. */
const knownShapes = ["ring", "fully-connected", "switch", "mesh", "hypercube", "leaf-spine"];

/** A link between two routers. */
interface Wire {
  readonly source: number;
  readonly target: number;
}

/** How packets find their way without waiting for each other in a circle. */
export interface ChosenRouting {
  readonly routing: Routing;
  /** Classes of virtual channels that it divides each vnet into. */
  readonly classes: number;
  readonly ways: Ways;
}

/** Which ways packets take: the ones that core's graph knows, the first of equally short ones alone, or up*\/down* routes, which may be longer than the shortest. */
export type Ways = "all" | "first" | "up-down";

/** The routing that the options ask for, or the best for the machine. Throws UNSUPPORTED where the machine does not allow what is asked for. */
export function chooseRouting(
  topology: Topology,
  wires: readonly Wire[],
  linkOf: (graphLink: number) => number,
  { routing, vcsPerVnet }: PacketOptions,
): ChosenRouting {
  const inDimensions =
    topology.regular && topology.graph().table.dimension.every((dimension) => dimension >= 0);
  const ordered = routing === "dimension-order" || routing === "adaptive";
  if (ordered && !inDimensions)
    throw new AstraError("UNSUPPORTED", {
      problem: "this topology is not made of whole dimensions",
      field: "network.routing",
      found: routing,
      expected: "auto, shortest or up-down",
    });
  if (ordered || (routing === "auto" && inDimensions)) {
    const order = topologyDimensionOrder(topology, linkOf, routing === "adaptive");
    if (!topology.dimensions.every(({ shape }) => knownShapes.includes(shape)))
      refuseCycle(topology, wires, order);
    return { routing: order, classes: hasDateline(topology) ? 2 : 1, ways: "all" };
  }
  if (routing !== "up-down") {
    const most = Math.min(vcsPerVnet ?? (routing === "shortest" ? mostStages : mostClasses), mostStages);
    for (const ways of ["all", "first"] as const) {
      const shortest = shortestRouting(topology, wires, linkOf, ways);
      const { classes } = shortest;
      if (classes <= most) return { routing: shortest, classes, ways };
      if (routing === "shortest" && ways === "first") refuseClasses(classes, vcsPerVnet);
    }
  }
  const next = upDownRouting(topology.graph().nodeCount, wires);
  return { routing: { kind: "table", next }, classes: 1, ways: "up-down" };
}

/** Shortest ways, with classes of virtual channels along the hops: all of them, or from each router to each destination the first, with the links beside it. */
function shortestRouting(
  topology: Topology,
  wires: readonly Wire[],
  linkOf: (graphLink: number) => number,
  ways: "all" | "first",
): PathRouting {
  const graph = topology.graph();
  const choicesOf = (router: number, destination: number): readonly number[] => {
    const links = graph.choices(router, destination).map(linkOf);
    return ways === "all" || links.length < 2
      ? links
      : links.filter((link) => wires[link]!.target === wires[links[0]!]!.target);
  };
  // Whoever asks, asks for one destination after the other.
  let known: (readonly number[] | undefined)[] = [];
  let knownFor = -1;
  const choices = (router: number, destination: number): readonly number[] => {
    if (destination !== knownFor) {
      known = [];
      knownFor = destination;
    }
    known[router] ??= choicesOf(router, destination);
    return known[router];
  };
  const order = channelOrder({ links: wires, destinations: topology.npus, choices });
  const nextOfAll = (router: number, destination: number, path: number): number => {
    const link = graph.next(router, destination, path);
    return link < 0 ? link : linkOf(link);
  };
  const nextOfFirst = (router: number, destination: number, path: number): number => {
    const links = choicesOf(router, destination);
    return links[(path + destination) % links.length] ?? -1;
  };
  return { kind: "paths", next: ways === "all" ? nextOfAll : nextOfFirst, choices, ...order };
}

function refuseClasses(classes: number, found: number | undefined): never {
  throw new AstraError("UNSUPPORTED", {
    problem: `the shortest routes of this machine need ${classes} classes of virtual channels against deadlock`,
    field: found === undefined ? "network.routing" : "network.vcsPerVnet",
    found: found ?? "shortest",
    expected: found === undefined ? `machines that need ${mostStages} at most` : `${classes} or more`,
    hint: "Use routing up-down, which cannot deadlock on any graph.",
  });
}

function refuseCycle(topology: Topology, wires: readonly Wire[], routing: Routing): void {
  const cycle = dependencyCycle(topology, wires, routing);
  if (cycle === undefined) return;
  const { nodes } = topology.graph();
  const names = cycle.map((link) => nodes[wires[link]!.source]!.name);
  throw new AstraError("UNSUPPORTED", {
    problem: `packets could wait for each other in a circle: ${[...names, names[0]].join(" -> ")}`,
    field: "network.routing",
    hint: "Use routing up-down, which cannot deadlock on any graph, or change the links.",
  });
}

function dependencyCycle(topology: Topology, wires: readonly Wire[], routing: Routing): number[] | undefined {
  const { dimension } = topology.graph().table;
  const links: LinkDescription[] = wires.map((wire, index) => ({
    kind: "internal",
    ...wire,
    latency: 1,
    dimension: dimension[index],
  }));
  for (let node = 0; node < topology.npus; node++)
    links.push({ kind: "eject", source: node, target: node, latency: 1 });
  return findDependencyCycle({
    nodes: topology.npus,
    routers: topology.graph().nodeCount,
    routerLatency: 1,
    vnets: [{ buffersPerVc: 1 }],
    vcsPerVnet: 2,
    links,
    routing,
    pointers: "mainline",
    interfaces: "mainline",
  });
}
