import type { Topology } from "@astra-ts/core";
import type { CollectiveDimension } from "./collective-dimension.js";

/** Told of a link on a route: its number, bandwidth in bytes/ns and latency in ns. */
export type LinkVisitor = (link: number, bandwidth: number, latency: number) => void;

/** How the NPUs of a collective's dimension reach each other. */
export interface Wiring {
  readonly npus: number;
  /** Visits the links from one position to another. */
  visitRoute(from: number, to: number, visit: LinkVisitor): void;
}

/** The wiring of one group of a dimension: the one that NPU 0 is in, or the group of ranks. */
export function wiringOf(topology: Topology, dimension: CollectiveDimension): Wiring {
  const { physical, npus, ranks, stride } = dimension;
  const rankAt = (position: number): number => ranks?.[position] ?? position * stride;
  if (!topology.regular || physical === undefined) return graphWiring(topology, npus, rankAt);
  return shapeWiring(topology, physical, npus, (position) => topology.coordinate(rankAt(position), physical));
}

/** Routes inside a group of the dimension's shape. */
function shapeWiring(
  topology: Topology,
  physical: number,
  npus: number,
  placeOf: (position: number) => number,
): Wiring {
  const dimension = topology.dimensions[physical]!;
  const shape = topology.shapes[physical]!;
  const to: number[] = [];
  const bandwidth: number[] = [];
  const latency: number[] = [];
  shape.forEachLink(dimension, (_, target, width, delay) => {
    to.push(target);
    bandwidth.push(width);
    latency.push(delay);
  });
  return {
    npus,
    visitRoute(from, target, visit) {
      const end = placeOf(target);
      for (let at = placeOf(from); at !== end; ) {
        const link = shape.next(dimension, at, end);
        visit(link, bandwidth[link]!, latency[link]!);
        at = to[link]!;
      }
    },
  };
}

/** Routes over the links of the whole machine. */
function graphWiring(topology: Topology, npus: number, rankAt: (position: number) => number): Wiring {
  const graph = topology.graph();
  const { bandwidth, latency } = graph.table;
  return {
    npus,
    visitRoute(from, to, visit) {
      for (const link of graph.route(rankAt(from), rankAt(to))) visit(link, bandwidth[link]!, latency[link]!);
    },
  };
}
