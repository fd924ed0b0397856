import type { LinkTable } from "./graph.js";
import type { Dimension } from "./shapes/dimension.js";
import type { Shape } from "./shapes/shape.js";

/** Nodes and the links between them: NPUs from 0, then switches. Links of bandwidth 0 have failed. */
export interface LinkList {
  readonly npus: number;
  readonly nodes: number;
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  /** Bytes per ns. */
  readonly bandwidth: ArrayLike<number>;
  /** ns. */
  readonly latency: ArrayLike<number>;
  /** Links out of each node and into it, compressed: `out.links[out.first[node]]` to `out.links[out.first[node + 1] - 1]`. */
  readonly out: Incidence;
  readonly into: Incidence;
}

/** Links by node, as compressed rows. */
interface Incidence {
  readonly first: Int32Array;
  readonly links: Int32Array;
}

/** The links of a whole machine. */
export function linksOfTable({ from, to, bandwidth, latency }: LinkTable, npus: number, nodes: number) {
  return linkList({ npus, nodes, from, to, bandwidth, latency });
}

/** The links of one group of a dimension. */
export function linksOfGroup(dimension: Dimension, shape: Shape): LinkList {
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
  const nodes = dimension.npus + shape.switches(dimension);
  return linkList({ npus: dimension.npus, nodes, from, to, bandwidth, latency });
}

function linkList(links: Omit<LinkList, "out" | "into">): LinkList {
  return { ...links, out: incidence(links.from, links.nodes), into: incidence(links.to, links.nodes) };
}

function incidence(ends: ArrayLike<number>, nodes: number): Incidence {
  const first = new Int32Array(nodes + 1);
  for (let link = 0; link < ends.length; link++) first[ends[link] + 1]++;
  for (let node = 0; node < nodes; node++) first[node + 1] += first[node];
  const fill = first.slice(0, nodes);
  const links = new Int32Array(ends.length);
  for (let link = 0; link < ends.length; link++) links[fill[ends[link]]++] = link;
  return { first, links };
}
