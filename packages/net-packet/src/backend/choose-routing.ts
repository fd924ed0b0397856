import { AstraError, type Topology } from "@astra-ts/core";
import type { LinkDescription, PathRouting, Routing } from "../engine/description.js";
import { mostStages } from "../engine/route-computation.js";
import { channelOrder } from "../routing/channel-order.js";
import { findDependencyCycle } from "../routing/dependency-check.js";
import { hasDateline, topologyDimensionOrder } from "../routing/topology-dimension-order.js";
import { upDownRouting } from "../routing/up-down.js";
import type { PacketOptions } from "./options.js";

/** Classes of virtual channels that defaults go up to; shortest ways that need more give way to detours. */
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
  /** Up*\/down* routes, which are longer than the shortest. */
  readonly detours: boolean;
}

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
    return { routing: order, classes: hasDateline(topology) ? 2 : 1, detours: false };
  }
  if (routing !== "up-down") {
    const shortest = shortestRouting(topology, wires, linkOf);
    const most = Math.min(vcsPerVnet ?? mostClasses, mostStages);
    if (routing === "shortest" || shortest.classes <= most)
      return { routing: shortest, classes: shortest.classes, detours: false };
  }
  const next = upDownRouting(topology.graph().nodeCount, wires);
  return { routing: { kind: "table", next }, classes: 1, detours: true };
}

/** All shortest ways, with classes of virtual channels along the hops. */
function shortestRouting(
  topology: Topology,
  wires: readonly Wire[],
  linkOf: (graphLink: number) => number,
): PathRouting {
  const graph = topology.graph();
  const { npus } = topology;
  const known = new Map<number, readonly number[]>();
  const choices = (router: number, destination: number): readonly number[] => {
    const key = router * npus + destination;
    let found = known.get(key);
    if (found === undefined) {
      found = graph.choices(router, destination).map(linkOf);
      known.set(key, found);
    }
    return found;
  };
  const order = channelOrder({ links: wires, routers: graph.nodeCount, destinations: npus, choices });
  return {
    kind: "paths",
    next: (router, destination, path) => {
      const link = graph.next(router, destination, path);
      return link < 0 ? link : linkOf(link);
    },
    choices,
    ...order,
  };
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
