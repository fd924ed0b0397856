import { type Division, halves, singles, wiredDivisions } from "./division.js";
import { type LinkList, linksOfTable } from "./link-list.js";
import { partWidths } from "./part-widths.js";
import type { Partition } from "./partition.js";
import type { Topology } from "./topology.js";

/** The partitions of a machine whose links differ or were written out: single NPUs, what the wiring has, and the blocks, planes and halves of the grid that collectives see. */
export function unevenPartitions(topology: Topology): Partition[] {
  const { table, nodeCount } = topology.graph();
  const links = linksOfTable(table, topology.npus, nodeCount);
  return [singles(topology.npus), ...wiredDivisions(links), ...gridDivisions(topology)].map((division) =>
    partition(links, division),
  );
}

function partition(links: LinkList, division: Division): Partition {
  const widths = partWidths(links, division);
  return {
    partOf: division.partOf,
    parts: division.parts,
    isSingles: division.parts === links.npus,
    // Routes may leave the dimensions that a collective runs along, so all links count.
    widths: () => widths,
  };
}

function gridDivisions(topology: Topology): Division[] {
  const { npus } = topology;
  const divisions: Division[] = [];
  const add = (partOf: (rank: number) => number, parts: number): void => {
    if (parts > 1 && parts < npus)
      divisions.push({ partOf: Int32Array.from({ length: npus }, (_, rank) => partOf(rank)), parts });
  };
  let stride = 1;
  for (const { npus: size } of topology.dimensions) {
    const below = stride;
    stride *= size;
    const place = (rank: number): number => Math.floor(rank / below) % size;
    const half = halves(size).partOf;
    if (size > 1 && npus > 2) add((rank) => half[place(rank)], 2);
    add((rank) => Math.floor(rank / below), npus / below);
    if (stride < npus || below > 1) add(place, size);
  }
  return divisions;
}
