import { type Message, PathCounter, type Topology } from "@astra-ts/core";
import type { LinkDescription, NetworkDescription } from "../engine/description.js";
import { bufferLimit } from "./buffers.js";
import { chooseRouting } from "./choose-routing.js";
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
  const { routing, classes, ways } = chooseRouting(topology, wires, (link) => linkOf[link]!, options);
  const sizes = chooseSizes(npus, wires, options, classes);

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
  const firstLink = (source: number, destination: number, path: number): number =>
    routing.kind === "paths"
      ? graphLinks[routing.next(source, destination, path)]!
      : graph.next(source, destination, path);
  // Packets of one pair may go different ways, or choose freely.
  const isOvertaking = adaptive || (graph.hasChoices && routing.kind === "paths");
  const paths = new PathCounter(graph, npus);
  return {
    description,
    flitBytes: sizes.flitBytes,
    packetBytes: sizes.packetBytes,
    wholePackets: false,
    countsPackets: false,
    // Messages are delivered in order all the same.
    streamKey: isOvertaking
      ? ({ source, destination, bytes }) => `${source} ${destination} ${bytes}`
      : undefined,
    takePath: ({ source, destination }) => paths.take(source, destination),
    classes,
    ways,
    cycleTime,
    startTime: options.startTime,
    limit: bufferLimit(description, { ...sizes, cycleTime, classes }),
    routerName,
    vnetOf: ({ source, destination }: Message, path) =>
      source === destination ? 0 : laneOf[firstLink(source, destination, path)]!,
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
