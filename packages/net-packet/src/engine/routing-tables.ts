import type { NetworkDescription, NextHop, PathRouting, VcClass } from "./description.js";

const classCodes: Readonly<Record<VcClass, number>> = { all: 0, lower: 1, upper: 2 };
/** A description's routing as flat tables. A table entry is a link, -1 for «nowhere», or -2-k for candidate set k. */
export interface RoutingTables {
  readonly kind: "table" | "vnet" | "dimension-order" | "paths";
  /** Where paths differ from packet to packet, so that no table holds them. */
  readonly paths: PathRouting | undefined;
  readonly adaptive: boolean;
  /** Router of each node, and its eject link per `node * vnets + vnet`. */
  readonly homeRouter: Int32Array;
  readonly ejectLink: Int32Array;
  /** `router * nodes + destination`. */
  readonly table: Int32Array;
  readonly candidates: readonly { links: Int32Array; random: boolean }[];
  /** Packets that each router has spread round-robin over candidates. */
  readonly spread: Int32Array;
  /** `router * vnets + vnet`. */
  readonly vnetTable: Int32Array;
  readonly dimensions: number;
  /** `router * rowLength + offset[dimension] + coordinate`. */
  readonly hops: Int32Array;
  readonly classes: Uint8Array;
  readonly rowLength: number;
  readonly offsets: Int32Array;
  /** `node * dimensions + dimension`. */
  readonly coordinates: Int32Array;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export function compileRouting(description: NetworkDescription, random: () => number): RoutingTables {
  const { nodes, routers, vnets, links, routing } = description;
  const homeRouter = new Int32Array(nodes).fill(-1);
  const ejectLink = new Int32Array(nodes * vnets.length).fill(-1);
  for (const [link, { kind, source, target, vnet }] of links.entries()) {
    if (kind !== "eject") continue;
    homeRouter[target] = source;
    for (let v = 0; v < vnets.length; v++)
      if (vnet === undefined || vnet === v) ejectLink[target * vnets.length + v] = link;
  }
  const candidates: { links: Int32Array; random: boolean }[] = [];
  const known = new Map<string, number>();
  const entry = (hop: NextHop): number => {
    if (typeof hop === "number") return hop;
    if (hop.links.length === 1) return hop.links[0]!;
    const key = `${hop.choice} ${hop.links.join(" ")}`;
    let index = known.get(key);
    if (index === undefined) {
      index = candidates.length;
      known.set(key, index);
      candidates.push({ links: Int32Array.from(hop.links), random: hop.choice === "random" });
    }
    return -2 - index;
  };

  let table = new Int32Array(0);
  let vnetTable = new Int32Array(0);
  let hops = new Int32Array(0);
  let classes = new Uint8Array(0);
  let offsets = new Int32Array(0);
  let coordinates = new Int32Array(0);
  let rowLength = 0;
  if (routing.kind === "dimension-order") {
    const { extents } = routing;
    offsets = new Int32Array(extents.length);
    for (const [dimension, extent] of extents.entries()) {
      offsets[dimension] = rowLength;
      rowLength += extent;
    }
    hops = new Int32Array(routers * rowLength).fill(-1);
    classes = new Uint8Array(routers * rowLength);
    for (let router = 0; router < routers; router++)
      for (const [dimension, extent] of extents.entries())
        for (let coordinate = 0; coordinate < extent; coordinate++) {
          const hop = routing.next(router, dimension, coordinate);
          if (hop === undefined) continue;
          const at = router * rowLength + offsets[dimension]! + coordinate;
          hops[at] = hop.link;
          classes[at] = classCodes[hop.vcClass];
        }
    coordinates = new Int32Array(nodes * extents.length);
    for (let node = 0; node < nodes; node++)
      for (let d = 0; d < extents.length; d++)
        coordinates[node * extents.length + d] = routing.coordinate(node, d);
  } else if (routing.kind !== "paths") {
    const next = routing.kind === "vnet" ? routing.otherwise : routing.next;
    table = new Int32Array(routers * nodes);
    for (let router = 0; router < routers; router++)
      for (let node = 0; node < nodes; node++)
        if (homeRouter[node] !== router) table[router * nodes + node] = entry(next(router, node));
    if (routing.kind === "vnet") {
      vnetTable = new Int32Array(routers * vnets.length);
      for (let router = 0; router < routers; router++)
        for (let v = 0; v < vnets.length; v++) vnetTable[router * vnets.length + v] = routing.next(router, v);
    }
  }
  return {
    kind: routing.kind,
    paths: routing.kind === "paths" ? routing : undefined,
    adaptive: routing.kind === "dimension-order" && routing.adaptive !== undefined,
    homeRouter,
    ejectLink,
    table,
    candidates,
    spread: new Int32Array(routers),
    vnetTable,
    dimensions: offsets.length,
    hops,
    classes,
    rowLength,
    offsets,
    coordinates,
    random,
  };
}
