import type { LinkDescription, NetworkDescription, Routing, Serialization } from "../engine/description.js";
import { checkVnets } from "../engine/validation.js";
import type { GarnetFile } from "./garnet-file.js";

/** The machine of a fork's network file, as the system layer sees it: sizes of the dimensions and the queues of each, innermost first. */
export interface GarnetMachine {
  /** Package, row of packages, column of packages. */
  readonly extents: readonly [number, number, number];
  /** Rings: the first half of the queues runs up, the second down (the local rings all run up). */
  readonly queues: readonly [number, number, number];
  readonly description: NetworkDescription;
  /** Virtual network of a message along a dimension in one of its queues. */
  vnetOf(dimension: number, queue: number, source: number, destination: number): number;
}

/** Builds the fork's network for a file. */
export function garnetMachine(file: GarnetFile): GarnetMachine {
  const { npus, packages, packageRows, localRings, horizontalRings, verticalRings, linksPerTile } = file;
  const extents = [npus / packages, packages / packageRows, packageRows] as const;
  const [local] = extents;
  const queues = {
    Torus3D: [localRings, 2 * horizontalRings, 2 * verticalRings] as const,
    NV_Switch: [localRings, linksPerTile * horizontalRings, 0] as const,
    AllToAll: [localRings, horizontalRings, 0] as const,
  }[file.topology];
  const firstVnet = [0, queues[0], queues[0] + queues[1]] as const;
  const direct = file.topology === "AllToAll";
  const vnets = direct ? localRings + packages * horizontalRings : queues[0] + queues[1] + queues[2];
  // Each virtual network has links of its own between NPU and router.
  checkVnets(2 * npus * vnets, vnets, file.vcsPerVnet, "network.garnet");
  const fabric = fabrics[file.topology](file, extents);
  const switches = file.topology === "NV_Switch" ? linksPerTile : 0;
  return {
    extents,
    queues,
    vnetOf: (dimension, queue, source, destination) => {
      if (!direct || dimension === 0) return firstVnet[dimension]! + queue;
      return directVnet(file, queue, Math.floor(source / local), Math.floor(destination / local));
    },
    description: {
      nodes: npus,
      routers: npus + switches,
      routerLatency: file.routerLatency,
      // The fork keeps order in all virtual networks.
      vnets: Array.from({ length: vnets }, () => ({ buffersPerVc: file.buffersPerVc, ordered: true })),
      vcsPerVnet: file.vcsPerVnet,
      pointers: "fork",
      interfaces: "fork",
      routerNames: Array.from({ length: npus + switches }, (_, router) =>
        router < npus ? `npu ${router}` : `switch ${router - npus}`,
      ),
      ...connect(file, vnets, npus + switches, fabric),
    },
  };
}

/** AllToAll: virtual network whose link joins packages a and b. */
function directVnet({ localRings, packages }: GarnetFile, ring: number, a: number, b: number): number {
  return localRings + ring * packages + ((a + b) % packages);
}

/** A link between routers; `key` says how routing finds it. */
interface Wire {
  readonly source: number;
  readonly target: number;
  readonly package: boolean;
  readonly key: string;
  readonly dimension: number;
}

interface Fabric {
  readonly wires: readonly Wire[];
  route(find: (router: number, key: string) => number): Routing;
}

const fabrics: Record<
  GarnetFile["topology"],
  (file: GarnetFile, extents: GarnetMachine["extents"]) => Fabric
> = {
  Torus3D: torus,
  NV_Switch: nvSwitch,
  AllToAll: allToAll,
};

/**
 * Numbers the ports as the original does: at each router first the interfaces (a sender's and a receiver's, one port per vnet each), then the other
 * routers, ascending.
 */
function connect(
  file: GarnetFile,
  vnets: number,
  routers: number,
  { wires, route }: Fabric,
): Pick<NetworkDescription, "links" | "routing" | "inputPorts"> {
  const { npus, localLinkLatency, packageLinkLatency, flitWidth } = file;
  const links: LinkDescription[] = [];
  const inputPorts = Array.from({ length: routers }, (_, router) => (router < npus ? 2 * vnets : 0));
  for (let node = 0; node < npus; node++)
    for (let vnet = 0; vnet < vnets; vnet++) {
      const latency = localLinkLatency;
      links.push({ kind: "inject", source: node, target: node, latency, vnet, inputPort: vnet });
      links.push({ kind: "eject", source: node, target: node, latency, vnet });
    }
  const found = new Map<string, number>();
  const byTarget = [...wires].sort((a, b) => a.target - b.target || a.source - b.source);
  for (const wire of byTarget) {
    found.set(`${wire.source} ${wire.key}`, links.length);
    links.push({
      kind: "internal",
      source: wire.source,
      target: wire.target,
      latency: wire.package ? packageLinkLatency : localLinkLatency,
      inputPort: inputPorts[wire.target]!++,
      dimension: wire.dimension,
      serialization: serialization(flitWidth, wire.package ? file.packageLinkWidth : file.tileLinkWidth),
    });
  }
  return { links, inputPorts, routing: route((router, key) => found.get(`${router} ${key}`) ?? -1) };
}

function serialization(flitWidth: number, linkWidth: number): Serialization | undefined {
  if (linkWidth === flitWidth) return undefined;
  return { cyclesPerFlit: Math.ceil(flitWidth / linkWidth), converters: true };
}

/** A virtual network stays on its ring, in its direction. */
function alongRings(find: (router: number, key: string) => number): Routing {
  return { kind: "vnet", next: (router, vnet) => find(router, `vnet ${vnet}`), otherwise: () => -1 };
}

function torus(file: GarnetFile, [local, columns, rows]: GarnetMachine["extents"]): Fabric {
  const { npus, localRings, horizontalRings: h, verticalRings: v } = file;
  const wires: Wire[] = [];
  // Rings of one dimension: every router linked to the next one along it, or to the one before.
  const ring = (
    dimension: number,
    size: number,
    stride: number,
    first: number,
    count: number,
    down: boolean,
  ) => {
    if (size === 1) return;
    for (let router = 0; router < npus; router++) {
      const position = Math.floor(router / stride) % size;
      const next = router + (((position + 1) % size) - position) * stride;
      for (let vnet = first; vnet < first + count; vnet++)
        wires.push({
          source: down ? next : router,
          target: down ? router : next,
          package: dimension > 0,
          key: `vnet ${vnet}`,
          dimension,
        });
    }
  };
  ring(0, local, 1, 0, localRings, false);
  ring(1, columns, local, localRings, h, false);
  ring(1, columns, local, localRings + h, h, true);
  ring(2, rows, local * columns, localRings + 2 * h, v, false);
  ring(2, rows, local * columns, localRings + 2 * h + v, v, true);
  return { wires, route: alongRings };
}

function localRingWires({ npus, localRings }: GarnetFile, local: number): Wire[] {
  const wires: Wire[] = [];
  for (let router = 0; local > 1 && router < npus; router++)
    for (let vnet = 0; vnet < localRings; vnet++) {
      const target = (router % local) + 1 === local ? router + 1 - local : router + 1;
      wires.push({ source: router, target, package: false, key: `vnet ${vnet}`, dimension: 0 });
    }
  return wires;
}

/** Every NPU has a link to and from every switch; a packet that leaves its package takes the switches in turn. */
function nvSwitch(file: GarnetFile, [local]: GarnetMachine["extents"]): Fabric {
  const { npus, linksPerTile, localRings } = file;
  const wires = localRingWires(file, local);
  for (let npu = 0; npu < npus; npu++)
    for (let index = 0; index < linksPerTile; index++) {
      const hub = npus + index;
      wires.push({ source: npu, target: hub, package: true, key: `switch ${index}`, dimension: 1 });
      wires.push({ source: hub, target: npu, package: true, key: `npu ${npu}`, dimension: 1 });
    }
  return {
    wires,
    route: (find) => ({
      kind: "vnet",
      next: (router, vnet) => (router < npus && vnet < localRings ? find(router, `vnet ${vnet}`) : -1),
      otherwise: (router, destination) =>
        router >= npus
          ? find(router, `npu ${destination}`)
          : {
              links: Array.from({ length: linksPerTile }, (_, index) => find(router, `switch ${index}`)),
              choice: "round-robin",
            },
    }),
  };
}

/** Links between NPUs at the same place of every two packages; the virtual network selects the link: of packages a and b, that of queue (a + b) mod packages. */
function allToAll(file: GarnetFile, [local, packages]: GarnetMachine["extents"]): Fabric {
  const { horizontalRings } = file;
  const wires = localRingWires(file, local);
  for (let place = 0; place < local; place++)
    for (let from = 0; from < packages; from++)
      for (let to = 0; to < packages; to++)
        for (let ring = 0; from !== to && ring < horizontalRings; ring++)
          wires.push({
            source: from * local + place,
            target: to * local + place,
            package: true,
            key: `vnet ${directVnet(file, ring, from, to)}`,
            dimension: 1,
          });
  return { wires, route: alongRings };
}
