import { TimeHeap } from "../simulator/time-heap.js";
import { type LinkList, linksOfTable } from "./link-list.js";
import type { DimensionSet } from "./partition.js";
import type { Topology } from "./topology.js";

/** A logical dimension that takes part in a collective: its NPUs, and the machine's dimension that it lies in. */
export interface InvolvedDimension {
  readonly npus: number;
  readonly physical: number;
}

/** How long news take at least, ns. */
export interface Distances {
  /** Between the two nearest NPUs that differ in these dimensions alone. */
  nearest(dimensions: DimensionSet): number;
  /** Over the quickest link of these dimensions. */
  link(dimensions: DimensionSet): number;
  /** From an NPU to the farthest one that takes part in a collective over these dimensions. */
  farthest(involved: readonly InvolvedDimension[]): number;
  /** From one NPU to another. */
  between(source: number, destination: number): number;
}

/** Distances in a machine. */
export function distancesIn(topology: Topology): Distances {
  return topology.regular ? regularDistances(topology) : unevenDistances(topology);
}

function regularDistances(topology: Topology): Distances {
  const { dimensions, shapes } = topology;
  const own = dimensions.map((dimension, index) => {
    const link = Math.min(dimension.latency, dimension.uplinkLatency ?? dimension.latency);
    const hops = (position: number): number => shapes[index].hops(dimension, 0, position);
    let fewest = Infinity;
    let most = 0;
    for (let position = 1; position < dimension.npus; position++) {
      fewest = Math.min(fewest, hops(position));
      most = Math.max(most, hops(position));
    }
    return { link, nearest: fewest * link, farthest: most * link };
  });
  const least = (dimensions: DimensionSet, key: "link" | "nearest"): number => {
    const times = own
      .filter((_, index) => ((dimensions >> index) & 1) === 1 && topology.dimensions[index].npus > 1)
      .map((times) => times[key]);
    return times.length === 0 ? 0 : Math.min(...times);
  };
  return {
    nearest: (dimensions) => least(dimensions, "nearest"),
    link: (dimensions) => least(dimensions, "link"),
    farthest(involved) {
      let sum = 0;
      for (const physical of new Set(involved.map((dimension) => dimension.physical))) {
        const parts = involved.filter((logical) => logical.physical === physical && logical.npus > 1);
        if (parts.length === 0) continue;
        // A part of a dimension may be its nearest neighbours.
        const isWhole = parts.length === 1 && parts[0].npus === dimensions[physical].npus;
        sum += isWhole ? own[physical].farthest : own[physical].nearest;
      }
      return sum;
    },
    between(source, destination) {
      let sum = 0;
      dimensions.forEach((dimension, index) => {
        const from = topology.coordinate(source, index);
        const to = topology.coordinate(destination, index);
        if (from !== to) sum += shapes[index].hops(dimension, from, to) * own[index].link;
      });
      return sum;
    },
  };
}

/** Where links differ, by the quickest way over any links. */
function unevenDistances(topology: Topology): Distances {
  const { table, nodeCount } = topology.graph();
  const links = linksOfTable(table, topology.npus, nodeCount);
  let quickest = Infinity;
  for (let link = 0; link < table.from.length; link++)
    if (table.bandwidth[link] > 0) quickest = Math.min(quickest, table.latency[link]);
  const link = Number.isFinite(quickest) ? quickest : 0;
  const nearest = topology.npus > 1 ? nearestPair(links, link) : 0;
  let farthest: number | undefined;
  return {
    nearest: () => nearest,
    link: () => link,
    farthest(involved) {
      const npus = involved.reduce((product, dimension) => product * dimension.npus, 1);
      if (npus < topology.npus) return nearest;
      farthest ??= farApart(links);
      return farthest;
    },
    between: () => nearest,
  };
}

/** Without a direct link between NPUs, two links lie between any of them. */
function nearestPair({ npus, from, to, bandwidth, latency }: LinkList, quickest: number): number {
  let direct = Infinity;
  for (let link = 0; link < from.length; link++)
    if (from[link] < npus && to[link] < npus && bandwidth[link] > 0) direct = Math.min(direct, latency[link]);
  return Math.min(direct, 2 * quickest);
}

/** The time to the NPU farthest from NPU 0, and from there to the farthest one: no more than the longest way of all. */
function farApart(links: LinkList): number {
  const first = farthestFrom(links, 0);
  return Math.max(first.time, farthestFrom(links, first.rank).time);
}

function farthestFrom(links: LinkList, rank: number): { rank: number; time: number } {
  const times = quickestWays(links, rank);
  let farthest = { rank, time: 0 };
  for (let other = 0; other < links.npus; other++)
    if (Number.isFinite(times[other]) && times[other] > farthest.time)
      farthest = { rank: other, time: times[other] };
  return farthest;
}

/** Times of the quickest ways from a node to every other (Dijkstra's algorithm). */
function quickestWays({ nodes, to, bandwidth, latency, out }: LinkList, source: number): Float64Array {
  const times = new Float64Array(nodes).fill(Infinity);
  times[source] = 0;
  const ahead = new TimeHeap();
  ahead.push(source, 0);
  for (let time = 0; time < Infinity; time = ahead.earliestTime()) {
    const node = ahead.pop();
    if (time > times[node]) continue;
    for (let at = out.first[node]; at < out.first[node + 1]; at++) {
      const link = out.links[at];
      const arrival = time + latency[link];
      if (bandwidth[link] === 0 || arrival >= times[to[link]]) continue;
      times[to[link]] = arrival;
      ahead.push(to[link], arrival);
    }
  }
  return times;
}
