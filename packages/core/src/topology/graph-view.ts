import { AstraError } from "../errors/astra-error.js";
import type { GraphLink, GraphNode, LinkTable, TopologyGraph } from "./graph.js";

/** What a graph is made from. */
export interface GraphParts {
  readonly npus: number;
  readonly nodeCount: number;
  readonly nodeName: (id: number) => string;
  readonly table: LinkTable;
  readonly next: (node: number, destination: number) => number;
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
export function graphView({ npus, nodeCount, nodeName, table, next }: GraphParts): TopologyGraph {
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
    next,
    route(source, destination) {
      const path: number[] = [];
      for (let node = source; node !== destination; ) {
        const link = next(node, destination);
        if (link < 0 || path.length >= nodeCount)
          throw new AstraError("UNSUPPORTED", {
            problem: `no way leads from ${nodeName(source)} to ${nodeName(destination)}`,
            field: "topology",
            hint: "Too many links have failed, or the graph is in two parts.",
          });
        path.push(link);
        node = to[link];
      }
      return path;
    },
  };
}
