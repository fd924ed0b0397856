import { AstraError, type Message, type Topology } from "@astra-ts/core";
import type { LinkDescription, NetworkDescription, Routing } from "../engine/description.js";
import { findDependencyCycle } from "../routing/dependency-check.js";
import { hasDateline, topologyDimensionOrder } from "../routing/topology-dimension-order.js";
import { upDownRouting } from "../routing/up-down.js";
import { bufferLimit } from "./buffers.js";
import type { PacketMachine } from "./machine.js";
import type { PacketOptions } from "./options.js";
import { chooseSizes, type LinkTimes } from "./sizes.js";

/** Any topology of core as a packet network: a router at every NPU and for every switch, a link for every link. */
export function packetMachineOfTopology(topology: Topology, options: PacketOptions): PacketMachine {
  const graph = topology.graph();
  const { table } = graph;
  const { npus } = topology;
  const { cycleTime } = options;
  const cycles = (time: number): number => Math.max(1, Math.round(time / cycleTime));
  const nic = topology.dimensions.reduce((most, { nicLatency = 0 }) => Math.max(most, nicLatency), 0);
  const interfaceLatency = options.interfaceLatency + Math.round(nic / cycleTime);

  // Links that work, in the graph's order, then the interfaces'.
  const linkOf = new Int32Array(table.from.length).fill(-1);
  const graphLinks: number[] = [];
  for (let link = 0; link < table.from.length; link++) {
    if (table.bandwidth[link]! <= 0) continue;
    linkOf[link] = graphLinks.length;
    graphLinks.push(link);
  }
  const latencies = routerLatencies(topology, options, graph.nodeCount);
  const wires = graphLinks.map((link) => ({
    source: table.from[link]!,
    target: table.to[link]!,
    bytesPerCycle: table.bandwidth[link]! * cycleTime,
    latency: cycles(table.latency[link]!),
    routerLatency: latencies[table.to[link]!]!,
  }));
  const { routing, twoClasses } = chooseRouting(topology, wires, (link) => linkOf[link]!, options);
  const sizes = chooseSizes(npus, wires, options, twoClasses);

  const { vcPackets } = sizes;
  const slots = (link: LinkTimes): number | undefined =>
    vcPackets === "many" ? sizes.buffersPerVc(link) : undefined;
  const links = wires.map(
    ({ source, target, bytesPerCycle, latency, routerLatency }, index): LinkDescription => {
      const cyclesPerFlit = sizes.flitBytes / bytesPerCycle;
      const dimension = table.dimension[graphLinks[index]!]!;
      return {
        kind: "internal",
        source,
        target,
        latency,
        dimension: dimension < 0 ? undefined : dimension,
        serialization: cyclesPerFlit > 1 ? { cyclesPerFlit, converters: false } : undefined,
        buffersPerVc: slots({ latency, routerLatency, cyclesPerFlit }),
      };
    },
  );
  const atInterface: LinkTimes = {
    latency: interfaceLatency,
    routerLatency: options.routerLatency,
    cyclesPerFlit: 1,
  };
  for (let rank = 0; rank < npus; rank++)
    for (const kind of ["inject", "eject"] as const)
      links.push({
        kind,
        source: rank,
        target: rank,
        latency: interfaceLatency,
        buffersPerVc: slots(atInterface),
      });

  const adaptive = options.routing === "adaptive";
  const routerName = (router: number): string => graph.nodes[router]!.name;
  const description: NetworkDescription = {
    nodes: npus,
    routers: graph.nodeCount,
    routerLatency: latencies,
    vnets: Array.from({ length: sizes.lanes }, () => ({
      buffersPerVc: sizes.buffersPerVc(atInterface),
      ordered: !adaptive,
    })),
    vcsPerVnet: sizes.vcsPerVnet,
    links,
    routing,
    pointers: options.pointers ?? "mainline",
    interfaces: "mainline",
    vcPackets,
    arbitration: options.arbitration,
  };
  const laneOf = lanesOfLinks(npus, table.from, sizes.lanes);
  return {
    description,
    flitBytes: sizes.flitBytes,
    packetBytes: sizes.packetBytes,
    wholePackets: false,
    countsPackets: false,
    // Adaptive packets overtake each other; messages are still delivered in order.
    streamKey: adaptive ? ({ source, destination, bytes }) => `${source} ${destination} ${bytes}` : undefined,
    cycleTime,
    startTime: options.startTime,
    limit: bufferLimit(description, { ...sizes, cycleTime, classes: twoClasses ? 2 : 1 }),
    routerName,
    vnetOf: ({ source, destination }: Message) =>
      source === destination ? 0 : laneOf[graph.next(source, destination)]!,
  };
}

/** Rank of each link among those that leave the same node, modulo the number of lanes. */
function lanesOfLinks(npus: number, from: Int32Array, lanes: number): Int32Array {
  const laneOf = new Int32Array(from.length);
  const used = new Int32Array(npus);
  for (let link = 0; link < from.length; link++)
    if (from[link]! < npus) laneOf[link] = used[from[link]!]!++ % lanes;
  return laneOf;
}

/** A switch adds the router latency of its dimension, where the topology gives one. */
function routerLatencies(
  topology: Topology,
  { routerLatency, cycleTime }: PacketOptions,
  nodes: number,
): number[] {
  const latencies = new Array<number>(nodes).fill(routerLatency);
  const { table } = topology.graph();
  for (let link = 0; link < table.to.length; link++) {
    const dimension = topology.dimensions[table.dimension[link]!];
    if (table.to[link]! >= topology.npus && dimension?.routerLatency)
      latencies[table.to[link]!] = routerLatency + Math.round(dimension.routerLatency / cycleTime);
  }
  return latencies;
}

interface Wire {
  readonly source: number;
  readonly target: number;
}

function chooseRouting(
  topology: Topology,
  wires: readonly Wire[],
  linkOf: (graphLink: number) => number,
  { routing }: PacketOptions,
): { routing: Routing; twoClasses: boolean } {
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
  const knownShapes = ["ring", "fully-connected", "switch", "mesh", "hypercube", "leaf-spine"];
  if (ordered || (routing === "auto" && inDimensions)) {
    const order = topologyDimensionOrder(topology, linkOf, routing === "adaptive");
    if (!topology.dimensions.every(({ shape }) => knownShapes.includes(shape)))
      refuseCycle(topology, wires, order);
    return { routing: order, twoClasses: hasDateline(topology) };
  }
  const graph = topology.graph();
  const shortest: Routing = {
    kind: "table",
    next: (router, destination) => linkOf(graph.next(router, destination)),
  };
  const upDown = upDownRouting(graph.nodeCount, wires);
  if (routing === "up-down") return { routing: { kind: "table", next: upDown }, twoClasses: false };
  if (routing === "auto" && dependencyCycle(topology, wires, shortest) !== undefined)
    return { routing: { kind: "table", next: upDown }, twoClasses: false };
  if (routing === "shortest") refuseCycle(topology, wires, shortest);
  return { routing: shortest, twoClasses: false };
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
