import { AstraError } from "../errors/astra-error.js";
import type { GraphLink, GraphNode, LinkTable, TopologyGraph } from "./graph.js";
import { type PathChoice, pathNumber } from "./path-numbers.js";
import type { EqualPaths } from "./routed-graph.js";

/** What a graph is made from. */
export interface GraphParts {
  readonly npus: number;
  readonly nodeCount: number;
  readonly nodeName: (id: number) => string;
  readonly table: LinkTable;
  readonly routes: EqualPaths;
  readonly routing: PathChoice;
}

export function emptyLinkTable(links: number): LinkTable {
  return {
    from: new Int32Array(links),
    to: new Int32Array(links),
    bandwidth: new Float64Array(links),
    latency: new Float64Array(links),
    dimension: new Int16Array(links),
  };
}

/** A graph over a table of links; lists of nodes and links are made when first read. */
export function graphView({ npus, nodeCount, nodeName, table, routes, routing }: GraphParts): TopologyGraph {
  let nodes: readonly GraphNode[] | undefined;
  let links: readonly GraphLink[] | undefined;
  const { from, to, bandwidth, latency, dimension } = table;
  return {
    table,
    nodeCount,
    linkCount: from.length,
    get nodes() {
      nodes ??= Array.from({ length: nodeCount }, (_, id): GraphNode => {
        return { id, kind: id < npus ? "npu" : "switch", name: nodeName(id) };
      });
      return nodes;
    },
    get links() {
      links ??= Array.from({ length: from.length }, (_, id): GraphLink => {
        return {
          id,
          from: from[id],
          to: to[id],
          bandwidth: bandwidth[id],
          latency: latency[id],
          dimension: dimension[id],
        };
      });
      return links;
    },
    hasChoices: routes.hasChoices,
    routing,
    pathOf(source, destination, flow) {
      const ports = Math.max(1, routes.choices(source, destination).length);
      return pathNumber(routing, source, destination, flow, ports);
    },
    next: (node, destination, path = 0) => routes.next(node, destination, path),
    choices: (node, destination) => routes.choices(node, destination),
    route(source, destination, path = 0) {
      const links: number[] = [];
      for (let node = source; node !== destination; ) {
        const link = routes.next(node, destination, path);
        if (link < 0 || links.length >= nodeCount)
          throw new AstraError("UNSUPPORTED", {
            problem: `no way leads from ${nodeName(source)} to ${nodeName(destination)}`,
            field: "topology",
            hint: "Too many links have failed, or the graph is in two parts.",
          });
        links.push(link);
        node = to[link];
      }
      return links;
    },
  };
}

/** Throws UNSUPPORTED where some NPU cannot reach another one: whoever reaches NPU 0 and is reached from it reaches everyone. */
export function checkConnected(graph: TopologyGraph, npus: number): void {
  for (let rank = 1; rank < npus; rank++) {
    graph.route(0, rank);
    graph.route(rank, 0);
  }
}
