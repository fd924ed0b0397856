import type { Topology } from "@astra-ts/core";
import type { CollectiveDimension } from "./collective-dimension.js";

/** Told of a link on a route: its number, bandwidth in bytes/ns and latency in ns. */
export type LinkVisitor = (link: number, bandwidth: number, latency: number) => void;

/** How the NPUs of a collective's dimension reach each other. */
export interface Wiring {
  readonly npus: number;
  /** Their number; links are counted from 0. */
  readonly links: number;
  /**
   * Class of a link, where the wiring looks the same from every NPU: each class has as many links as there are NPUs, all alike, and they change places as all NPUs move on by one.
   * What one NPU sends then loads its classes as what all send alike loads each link.
   */
  readonly classOf?: ((link: number) => number) | undefined;
  /** Visits the links from one position to another. */
  visitRoute(from: number, to: number, visit: LinkVisitor): void;
}

/** The wiring of one group of a dimension: the one that NPU 0 is in, or the group of ranks. */
export function wiringOf(topology: Topology, dimension: CollectiveDimension): Wiring {
  const { physical, npus, ranks, stride } = dimension;
  const rankAt = (position: number): number => ranks?.[position] ?? position * stride;
  if (!topology.regular || physical === undefined) return graphWiring(topology, npus, rankAt);
  const placeOf = (position: number): number => topology.coordinate(rankAt(position), physical);
  return shapeWiring(topology, physical, npus, placeOf);
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
  const from: number[] = [];
  const to: number[] = [];
  const bandwidth: number[] = [];
  const latency: number[] = [];
  shape.forEachLink(dimension, (source, target, width, delay) => {
    from.push(source);
    to.push(target);
    bandwidth.push(width);
    latency.push(delay);
  });
  const inOrder = Array.from({ length: npus }, (_, position) => placeOf(position) === position);
  const isWhole = dimension.npus === npus && !inOrder.includes(false);
  return {
    npus,
    links: to.length,
    classOf: isWhole ? linkClasses(npus, { from, to, bandwidth, latency }) : undefined,
    visitRoute(source, target, visit) {
      const end = placeOf(target);
      for (let at = placeOf(source); at !== end; ) {
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
    links: bandwidth.length,
    visitRoute(from, to, visit) {
      for (const link of graph.route(rankAt(from), rankAt(to))) visit(link, bandwidth[link]!, latency[link]!);
    },
  };
}

interface LinkList {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly bandwidth: readonly number[];
  readonly latency: readonly number[];
}

/** Classes of links by what they join: NPUs at a distance, or all NPUs and a switch. Undefined where links of a class differ, or some NPU has none. */
function linkClasses(npus: number, { from, to, bandwidth, latency }: LinkList) {
  const classes = new Map<string, { readonly number: number; readonly first: number; links: number }>();
  const numbers: number[] = [];
  for (const [link, source] of from.entries()) {
    const target = to[link]!;
    const toSwitch = target >= npus;
    if (source >= npus && toSwitch) return undefined;
    const name =
      source >= npus ? `from ${source}` : toSwitch ? `to ${target}` : `${(target - source + npus) % npus}`;
    const known = classes.get(name) ?? { number: classes.size, first: link, links: 0 };
    classes.set(name, known);
    if (bandwidth[link] !== bandwidth[known.first] || latency[link] !== latency[known.first])
      return undefined;
    known.links++;
    numbers.push(known.number);
  }
  if ([...classes.values()].some(({ links }) => links !== npus)) return undefined;
  return (link: number): number => numbers[link]!;
}
