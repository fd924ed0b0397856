import type { Topology, TopologyGraph } from "@astra-ts/core";

/** Links in classes of which all links carry the same load at any time, so that one stands for all. */
export interface LinkClasses {
  readonly graph: TopologyGraph;
  /** By link: its class, counted from 0. */
  readonly of: Int32Array;
  /** By class: bytes/ns and dimension of a link, and how many links there are. */
  readonly bandwidth: Float64Array;
  readonly dimension: Int32Array;
  readonly links: Float64Array;
  /** Messages of the machine for which one message stands. */
  readonly copies: number;
}

/** Each link is a class of its own. A graph given as data has dimensions for collectives alone: its links count for the first. */
export function eachLink(graph: TopologyGraph): LinkClasses {
  return {
    graph,
    of: Int32Array.from({ length: graph.linkCount }, (_, link) => link),
    bandwidth: graph.table.bandwidth,
    dimension: Int32Array.from(graph.table.dimension, (dimension) => Math.max(0, dimension)),
    links: new Float64Array(graph.linkCount).fill(1),
    copies: 1,
  };
}

/**
 * The classes of a machine that looks alike from every rank, while every rank sends what rank 0 sends, shifted. A shift of all ranks takes a link to links of the same dimension
 * that lead as far, up to a switch or down from one; all of these carry the same.
 */
export function shiftedLinks(topology: Topology): LinkClasses {
  const graph = topology.graph();
  const { from, to, bandwidth, dimension } = graph.table;
  const { npus, dimensions } = topology;
  const classes = new Map<string, number>();
  const sideBySide = new Map<string, number>();
  const of = new Int32Array(graph.linkCount);
  const first: number[] = [];
  const links: number[] = [];
  for (let link = 0; link < graph.linkCount; link++) {
    const along = dimension[link];
    const size = dimensions[along].npus;
    const [start, end] = [from[link], to[link]];
    const distance = () =>
      (topology.coordinate(end, along) - topology.coordinate(start, along) + size) % size;
    const leads = start >= npus ? "down" : end >= npus ? "up" : `${distance()}`;
    const ends = `${start} ${end} ${along}`;
    const number = sideBySide.get(ends) ?? 0;
    sideBySide.set(ends, number + 1);
    const key = `${along} ${leads} ${number}`;
    const known = classes.get(key) ?? classes.size;
    if (known === classes.size) {
      classes.set(key, known);
      first.push(link);
      links.push(0);
    }
    of[link] = known;
    links[known]++;
  }
  return {
    graph,
    of,
    bandwidth: Float64Array.from(first, (link) => bandwidth[link]),
    dimension: Int32Array.from(first, (link) => dimension[link]),
    links: Float64Array.from(links),
    copies: npus,
  };
}
