import { AstraError, didYouMean } from "@astra-ts/core";
import type { LinkDescription, NetworkDescription, NextHop, Routing } from "../engine/description.js";
import { type WeightedLink, weightedTable } from "../routing/weighted-table.js";
import { type StandaloneTopology, standaloneTopologies } from "./names.js";

/** Parameters of a standalone network, as gem5's script takes them. Cycles, bytes, flit slots. */
export interface StandaloneOptions {
  readonly topology: StandaloneTopology;
  /** Nodes: each is a sender (L1 controller) and a receiver (directory). */
  readonly nodes: number;
  /** Rows of a mesh. */
  readonly meshRows?: number;
  readonly vcsPerVnet?: number;
  readonly routerLatency?: number;
  readonly linkLatency?: number;
  /** Flit slots of virtual channels in vnets 0 and 1 (control), and in vnet 2 (data). */
  readonly buffersPerControlVc?: number;
  readonly buffersPerDataVc?: number;
}

/** Describes one of gem5's topologies with the three virtual networks of its Garnet_standalone protocol. */
export function standaloneNetwork(options: StandaloneOptions): NetworkDescription {
  const build = Object.hasOwn(builders, options.topology) ? builders[options.topology] : undefined;
  if (build === undefined)
    throw new AstraError("UNKNOWN_NAME", {
      problem: "unknown topology",
      field: "topology",
      found: options.topology,
      expected: `one of ${standaloneTopologies.join(", ")}`,
      hint: didYouMean(String(options.topology), standaloneTopologies),
    });
  const { vcsPerVnet = 4, buffersPerControlVc = 1, buffersPerDataVc = 4 } = options;
  return {
    nodes: options.nodes,
    vnets: [
      { buffersPerVc: buffersPerControlVc },
      { buffersPerVc: buffersPerControlVc },
      { buffersPerVc: buffersPerDataVc },
    ],
    vcsPerVnet,
    pointers: "mainline",
    interfaces: "mainline",
    ...build(options),
  };
}

type Fabric = Pick<NetworkDescription, "routers" | "links" | "inputPorts" | "routing" | "routerLatency">;

const builders: Record<StandaloneTopology, (options: StandaloneOptions) => Fabric> = {
  Mesh_XY: mesh,
  Mesh_westfirst: westFirst,
  Crossbar: crossbar,
  CrossbarGarnet: singleRouter,
  Pt2Pt: pointToPoint,
};

/** Columns of a mesh of `nodes` routers; throws where rows do not divide them. */
export function meshColumns(nodes: number, rows: number | undefined): number {
  if (rows === undefined || !Number.isInteger(rows) || rows < 1 || nodes % rows !== 0)
    throw new AstraError("INVALID_VALUE", {
      problem: `a mesh of ${nodes} routers needs a number of rows that divides it`,
      field: "mesh-rows",
      found: rows ?? null,
      expected: `a divisor of ${nodes}`,
    });
  return nodes / rows;
}

/** Links between neighbours of a mesh, and at each router the interface of a sender (input 0) and of a receiver (input 1, unused). */
function meshLinks({ nodes, meshRows, linkLatency = 1 }: StandaloneOptions): {
  columns: number;
  links: LinkDescription[];
} {
  const columns = meshColumns(nodes, meshRows);
  const links: LinkDescription[] = [];
  for (let node = 0; node < nodes; node++)
    links.push({ kind: "inject", source: node, target: node, latency: linkLatency, inputPort: 0 });
  const inputs = new Array<number>(nodes).fill(2);
  for (let source = 0; source < nodes; source++) {
    const x = source % columns;
    const neighbours = [
      { target: source - columns, exists: source >= columns, dimension: 1 },
      { target: source - 1, exists: x > 0, dimension: 0 },
      { target: source + 1, exists: x < columns - 1, dimension: 0 },
      { target: source + columns, exists: source + columns < nodes, dimension: 1 },
    ];
    for (const { target, exists, dimension } of neighbours) {
      if (!exists) continue;
      const inputPort = inputs[target]!++;
      links.push({ kind: "internal", source, target, latency: linkLatency, inputPort, dimension });
    }
  }
  for (let node = 0; node < nodes; node++)
    links.push({ kind: "eject", source: node, target: node, latency: linkLatency });
  return { columns, links };
}

function mesh(options: StandaloneOptions): Fabric {
  const { columns, links } = meshLinks(options);
  const { nodes, routerLatency = 1 } = options;
  return {
    routers: nodes,
    routerLatency,
    links,
    routing: dimensionOrder(columns, nodes / columns, links),
  };
}

/** X before Y. Equal to Garnet's table on Mesh_XY, whose weights are 1 along x and 2 along y. */
function dimensionOrder(columns: number, rows: number, links: readonly LinkDescription[]): Routing {
  const leaving = new Map<string, number>();
  for (const [id, { kind, source, target }] of links.entries())
    if (kind === "internal") leaving.set(`${source} ${target}`, id);
  return {
    kind: "dimension-order",
    extents: [columns, rows],
    coordinate: (node, dimension) => (dimension === 0 ? node % columns : Math.floor(node / columns)),
    next: (router, dimension, coordinate) => {
      const here = dimension === 0 ? router % columns : Math.floor(router / columns);
      if (here === coordinate) return undefined;
      const step = (coordinate > here ? 1 : -1) * (dimension === 0 ? 1 : columns);
      return { link: leaving.get(`${router} ${router + step}`)!, vcClass: "all" };
    },
  };
}

/** West links weigh 1, all others 2: west first, then any minimal way, chosen at random at each hop. */
function westFirst(options: StandaloneOptions): Fabric {
  const { links } = meshLinks(options);
  const { nodes, routerLatency = 1 } = options;
  const weighted = links.map((link) => ({
    ...link,
    weight: link.kind === "internal" && link.target === link.source - 1 ? 1 : 2,
  }));
  const home = Array.from({ length: nodes }, (_, node) => node);
  return { routers: nodes, routerLatency, links, routing: tableOf(nodes, home, weighted) };
}

/** Every controller has a router of its own, and all of these hang off one more. Router latency does not apply. */
function crossbar({ nodes, linkLatency: latency = 1 }: StandaloneOptions): Fabric {
  const hub = 2 * nodes;
  const links: WeightedLink[] = [];
  for (let node = 0; node < nodes; node++) {
    links.push({ kind: "inject", source: node, target: node, latency, weight: 1, inputPort: 0 });
    links.push({ kind: "internal", source: node, target: hub, latency, weight: 1, inputPort: node });
    links.push({ kind: "internal", source: hub, target: nodes + node, latency, weight: 1, inputPort: 1 });
    links.push({ kind: "eject", source: nodes + node, target: node, latency, weight: 1 });
  }
  const home = Array.from({ length: nodes }, (_, node) => nodes + node);
  const inputPorts = [...new Array<number>(hub).fill(2), 2 * nodes];
  return { routers: hub + 1, routerLatency: 1, links, inputPorts, routing: tableOf(hub + 1, home, links) };
}

/** One router for all controllers; its links and itself take a cycle whatever is asked for. */
function singleRouter({ nodes }: StandaloneOptions): Fabric {
  const links: LinkDescription[] = [];
  for (let node = 0; node < nodes; node++) {
    links.push({ kind: "inject", source: node, target: 0, latency: 1, inputPort: node });
    links.push({ kind: "eject", source: 0, target: node, latency: 1 });
  }
  const routing: Routing = { kind: "table", next: (): NextHop => -1 };
  return { routers: 1, routerLatency: 1, links, inputPorts: [2 * nodes], routing };
}

/** Every controller has a router, and every router a link to every other. */
function pointToPoint({ nodes, linkLatency: latency = 1, routerLatency = 1 }: StandaloneOptions): Fabric {
  const routers = 2 * nodes;
  const links: WeightedLink[] = [];
  for (let node = 0; node < nodes; node++)
    links.push({ kind: "inject", source: node, target: node, latency, weight: 1, inputPort: 0 });
  // Packets go from senders' routers to receivers' routers alone; the other links exist but carry nothing.
  for (let source = 0; source < nodes; source++)
    for (let target = nodes; target < routers; target++)
      links.push({ kind: "internal", source, target, latency, weight: 1, inputPort: 1 + source });
  for (let node = 0; node < nodes; node++)
    links.push({ kind: "eject", source: nodes + node, target: node, latency, weight: 1 });
  const home = Array.from({ length: nodes }, (_, node) => nodes + node);
  const inputPorts = new Array<number>(routers).fill(routers);
  return { routers, routerLatency, links, inputPorts, routing: tableOf(routers, home, links) };
}

function tableOf(routers: number, home: readonly number[], links: readonly WeightedLink[]): Routing {
  return { kind: "table", next: weightedTable(routers, home, links) };
}
