import type { Topology } from "./topology.js";

/** The links between two halves of a machine. */
export interface Bisection {
  /** Logical dimension along which the NPUs are parted in their middle. */
  readonly dimension: number;
  /** NPUs of the smaller half. */
  readonly npus: number;
  /** Bytes per ns that can go from one half to the other at most, over whatever switches. */
  readonly bandwidth: number;
}

/**
 * The cut with the least bandwidth for each NPU of its smaller half, among those that part the NPUs along one logical dimension in its middle; of equal ones the one with the larger half. Its
 * bandwidth is the largest flow from half to half: what the links of the best placement of the switches carry. Undefined for one NPU.
 */
export function bisectionOf(topology: Topology): Bisection | undefined {
  let narrowest: Bisection | undefined;
  for (const [dimension, { npus: size }] of topology.dimensions.entries()) {
    if (size < 2) continue;
    const middle = Math.floor(size / 2);
    const bandwidth = largestFlow(topology, (rank) => topology.coordinate(rank, dimension) >= middle);
    const npus = (topology.npus / size) * middle;
    const difference = narrowest === undefined ? -1 : bandwidth * narrowest.npus - narrowest.bandwidth * npus;
    if (difference < 0 || (difference === 0 && npus > narrowest!.npus))
      narrowest = { dimension, npus, bandwidth };
  }
  return narrowest;
}

/** Dinic's algorithm, from all NPUs of the lower half to all of the upper. */
function largestFlow(topology: Topology, upper: (rank: number) => boolean): number {
  const { table, nodeCount } = topology.graph();
  const source = nodeCount;
  const sink = nodeCount + 1;
  const net = new FlowNetwork(nodeCount + 2);
  for (let link = 0; link < table.from.length; link++)
    if (table.bandwidth[link]! > 0) net.add(table.from[link]!, table.to[link]!, table.bandwidth[link]!);
  for (let rank = 0; rank < topology.npus; rank++)
    if (upper(rank)) net.add(rank, sink, Number.POSITIVE_INFINITY);
    else net.add(source, rank, Number.POSITIVE_INFINITY);
  return net.flow(source, sink);
}

class FlowNetwork {
  readonly #edges: number[][];
  readonly #to: number[] = [];
  readonly #left: number[] = [];

  constructor(nodes: number) {
    this.#edges = Array.from({ length: nodes }, () => []);
  }

  /** An edge and its reverse, which stand side by side: the other of edge e is e ^ 1. */
  add(from: number, to: number, capacity: number): void {
    this.#edges[from]!.push(this.#to.length);
    this.#to.push(to);
    this.#left.push(capacity);
    this.#edges[to]!.push(this.#to.length);
    this.#to.push(from);
    this.#left.push(0);
  }

  flow(source: number, sink: number): number {
    let total = 0;
    for (;;) {
      const level = this.#levels(source);
      if (level[sink] === -1) return total;
      const next = new Int32Array(this.#edges.length);
      for (;;) {
        const pushed = this.#push(source, sink, level, next);
        if (pushed === 0) break;
        total += pushed;
      }
    }
  }

  #levels(source: number): Int32Array {
    const level = new Int32Array(this.#edges.length).fill(-1);
    level[source] = 0;
    const queue = [source];
    for (const node of queue)
      for (const edge of this.#edges[node]!) {
        const to = this.#to[edge]!;
        if (this.#left[edge]! <= 0 || level[to] !== -1) continue;
        level[to] = level[node]! + 1;
        queue.push(to);
      }
    return level;
  }

  /** One path forward, as much as it holds; 0 where none is left on these levels. */
  #push(source: number, sink: number, level: Int32Array, next: Int32Array): number {
    const path: number[] = [];
    let node = source;
    while (node !== sink) {
      const edges = this.#edges[node]!;
      while (next[node]! < edges.length) {
        const edge = edges[next[node]!]!;
        if (this.#left[edge]! > 0 && level[this.#to[edge]!] === level[node]! + 1) break;
        next[node]!++;
      }
      if (next[node]! < edges.length) {
        const edge = edges[next[node]!]!;
        path.push(edge);
        node = this.#to[edge]!;
      } else {
        const back = path.pop();
        if (back === undefined) return 0;
        node = this.#to[back ^ 1]!;
        next[node]!++;
      }
    }
    const pushed = path.reduce((least, edge) => Math.min(least, this.#left[edge]!), Number.POSITIVE_INFINITY);
    for (const edge of path) {
      this.#left[edge]! -= pushed;
      this.#left[edge ^ 1]! += pushed;
    }
    return pushed;
  }
}
