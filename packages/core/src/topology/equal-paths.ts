import { drawnLink, type PathChoice, turnAtNpu, turnAtSwitch, turnOfSource } from "./path-numbers.js";
import { pathsOnDemand } from "./paths-on-demand.js";
import type { EqualPaths, RoutedGraph } from "./routed-graph.js";
import { type ShortestLinks, shortestLinks } from "./shortest-links.js";

/** Entries (nodes times destinations) of tables that are made in advance: 235 MB. */
const mostEntries = 2 ** 25;
/** Marks a destination that nothing leads to. */
const none = 0;

/**
 * Deals the destinations out over the equal links of each node, as subnet managers set up Clos networks (destination-modulo routing): in order of their numbers, each to the
 * link with the least traffic so far if all send to all. So links of equal standing carry the same, and flows to different destinations keep out of each other's way, also in
 * permutations. Where a switch has destinations that do not come out even over its links, their sources are split as well. The flows of one pair take turns.
 *
 * Tables hold seven bytes for each node and destination; machines for which that is too much draw the link of each destination instead of dealing it.
 */
export function equalPaths(graph: RoutedGraph, choice: PathChoice): EqualPaths {
  const { destinations } = graph;
  if (graph.nodeCount * destinations > mostEntries) return pathsOnDemand(graph, choice);
  const sets = new LinkSets();
  const setOf = new Int32Array(graph.nodeCount * destinations);
  const dealt = new Uint16Array(graph.nodeCount * destinations);
  const bySource = new Uint8Array(graph.nodeCount * destinations);
  const search = shortestLinks(graph.nodeCount, graph.table);
  for (let destination = 0; destination < destinations; destination++) {
    const { nodes, start, links } = search(destination);
    for (let index = 1; index < nodes.length; index++)
      setOf[nodes[index] * destinations + destination] = sets.numberOf(
        links.subarray(start[index], start[index + 1]),
      );
  }
  if (choice.paths === "spread") deal(graph, search, { sets, setOf, dealt, bySource });

  const position = (node: number, at: number, count: number, path: number): number => {
    switch (choice.paths) {
      case "spread": {
        const turn = node < destinations ? turnAtNpu(path) : turnAtSwitch(path);
        return (dealt[at] + turn + shiftOf(bySource[at], turnOfSource(path), count)) % count;
      }
      case "hash":
        return drawnLink(path, node, count);
      case "single":
        return 0;
    }
  };
  return {
    hasChoices: choice.paths !== "single" && sets.links.some(({ length }) => length > 1),
    next(node, destination, path) {
      const at = node * destinations + destination;
      const set = setOf[at];
      if (set === none) return -1;
      const links = sets.links[set];
      return links.length === 1 ? links[0] : links[position(node, at, links.length, path)];
    },
    choices(node, destination) {
      const links = sets.links[setOf[node * destinations + destination]];
      return choice.paths === "single" ? links.slice(0, 1) : links;
    },
  };
}

/** Sets of links that leave a node, each kept once. The first is empty. */
class LinkSets {
  readonly links: (readonly number[])[] = [[]];
  readonly #numbers = new Map<number | string, number>([["", none]]);

  numberOf(links: Int32Array): number {
    const key = links.length === 1 ? links[0] : links.join(" ");
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.links.length;
      this.links.push(Array.from(links));
      this.#numbers.set(key, number);
    }
    return number;
  }
}

interface DealtTables {
  readonly sets: LinkSets;
  readonly setOf: Int32Array;
  /** By node and destination: which link of its set. */
  readonly dealt: Uint16Array;
  /** By node and destination: whether the source has a say as well. */
  readonly bySource: Uint8Array;
}

/** The source has no say, has it where its way begins, or further on. */
const bySourceAt = { nowhere: 0, edge: 1, inside: 2 } as const;

/** Links on from the dealt one, for a source. Switches further on take another digit of its number than those at the edge, which send every second source, say, by another way. */
function shiftOf(bySource: number, source: number, count: number): number {
  if (bySource === bySourceAt.nowhere) return 0;
  return bySource === bySourceAt.edge ? source : Math.floor(source / count);
}

/** Fills in which link of its set each node gives each destination. */
function deal(
  { nodeCount, destinations, table, before }: RoutedGraph,
  search: (destination: number) => ShortestLinks,
  { sets, setOf, dealt, bySource }: DealtTables,
): void {
  const { from, to } = table;
  /** Switches with an NPU. */
  const isAtEdge = new Uint8Array(nodeCount);
  for (let link = 0; link < from.length; link++) if (from[link] < destinations) isAtEdge[to[link]] = 1;
  /** By destination: NPUs at its switch, itself included. */
  const neighbours = neighboursOf(table, destinations);
  /** By link: sources times destinations so far that it carries. */
  const load = new Float64Array(from.length);
  /** By node, for one destination: sources whose messages come through. */
  const through = new Float64Array(nodeCount);
  /** By set of a switch: destinations with traffic that are to be dealt. */
  const count = new Int32Array(sets.links.length);
  /** By set: links given to destinations without looking at loads. */
  const turn = new Int32Array(sets.links.length);

  const kept = (node: number, destination: number, links: readonly number[]): number =>
    before === undefined ? -1 : links.indexOf(before(node, destination));
  const split = (links: readonly number[], traffic: number): void => {
    for (const link of links) through[to[link]] += traffic / links.length;
  };

  /** Where NPUs have several links, say into planes of switches, by which link of the destination a way comes in. */
  const lastLink = (first: number, destination: number): number => {
    let last = first;
    while (to[last] !== destination) last = sets.links[setOf[to[last] * destinations + destination]][0];
    return last;
  };
  const arriving = new Map<number, number>();
  /** The link by which a way goes on at the end of another one: the first of those that are equal. */
  const linkBehind = (link: number, destination: number): number | undefined =>
    sets.links[setOf[to[link] * destinations + destination]][0];

  // First what stays as it was, and how many destinations each set has to deal, so that the rest is dealt out around it.
  for (const settles of [true, false]) {
    for (let destination = 0; destination < destinations; destination++) {
      const { nodes } = search(destination);
      through.fill(0);
      arriving.clear();
      for (const node of nodes) if (node < destinations) through[node] = 1;
      for (let index = nodes.length - 1; index > 0; index--) {
        const node = nodes[index];
        const at = node * destinations + destination;
        const set = setOf[at];
        const links = sets.links[set];
        const traffic = through[node];
        const isSwitch = node >= destinations;
        let chosen = kept(node, destination, links);
        if (chosen >= 0) {
          if (settles) load[links[chosen]] += traffic;
        } else if (settles) {
          if (isSwitch && traffic > 0) count[set]++;
          split(links, traffic);
          continue;
        } else if (traffic === 0 || count[set] % links.length !== 0) {
          chosen = turn[set]++ % links.length;
          // Dealt out whole, they would not come out even: their sources are split among the links as well.
          if (isSwitch && traffic > 0) {
            bySource[at] = isAtEdge[node] === 1 ? bySourceAt.edge : bySourceAt.inside;
            dealt[at] = chosen;
            for (const link of links) load[link] += traffic / links.length;
            split(links, traffic);
            continue;
          }
        } else if (isSwitch) {
          // Where a leaf has more NPUs than another has ways to it, they share ways, and sources spread over them. Else each keeps a way of its own, from wherever.
          const areMany = neighbours[destination] > links.length;
          chosen = leastLoaded(links, load, (link) => {
            const behind = linkBehind(link, destination);
            if (behind === undefined) return 0;
            return load[behind] + (areMany ? (arriving.get(behind) ?? 0) : 0);
          });
          load[links[chosen]] += traffic;
          const behind = linkBehind(links[chosen], destination);
          if (areMany && behind !== undefined) arriving.set(behind, (arriving.get(behind) ?? 0) + traffic);
        } else {
          chosen = leastLoaded(links, load, (link) => arriving.get(lastLink(link, destination)) ?? 0);
          load[links[chosen]] += traffic;
          const last = lastLink(links[chosen], destination);
          arriving.set(last, (arriving.get(last) ?? 0) + traffic);
        }
        dealt[at] = chosen;
        through[to[links[chosen]]] += traffic;
      }
    }
  }
}

/** How many NPUs are at the first switch of each NPU. */
function neighboursOf({ from, to }: RoutedGraph["table"], npus: number): Int32Array {
  const switchOf = new Int32Array(npus).fill(-1);
  for (let link = 0; link < from.length; link++)
    if (from[link] < npus && to[link] >= npus && switchOf[from[link]] === -1) switchOf[from[link]] = to[link];
  const counts = new Map<number, number>();
  for (const node of switchOf) counts.set(node, (counts.get(node) ?? 0) + 1);
  return switchOf.map((node) => (node === -1 ? 1 : (counts.get(node) ?? 1)));
}

/** The link with the least load; among equals the one with the least load further on, where that matters, then the first. */
function leastLoaded(
  links: readonly number[],
  load: Float64Array,
  furtherOn: (link: number) => number = () => 0,
): number {
  let best = 0;
  for (let index = 1; index < links.length; index++) {
    const difference = load[links[index]] - load[links[best]];
    if (difference < 0 || (difference === 0 && furtherOn(links[index]) < furtherOn(links[best])))
      best = index;
  }
  return best;
}
