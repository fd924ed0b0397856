import { type Division, halves, singles, wiredDivisions } from "./division.js";
import { linksOfGroup } from "./link-list.js";
import { type PartWidths, partWidths } from "./part-widths.js";
import type { DimensionSet, Partition } from "./partition.js";
import type { Dimension } from "./shapes/dimension.js";
import type { Shape } from "./shapes/shape.js";
import type { Topology } from "./topology.js";

/** A division of the NPUs of one dimension's groups: the same in each. */
interface GroupDivision extends Division {
  readonly widths: PartWidths;
  /** NPUs of each part. */
  readonly sizes: Int32Array;
}

/** How the groups of one dimension can be divided. */
interface GroupDivisions {
  readonly whole: GroupDivision;
  readonly singles: GroupDivision;
  /** Halves, and the parts that the wiring has. */
  readonly others: readonly GroupDivision[];
}

/** Links per NPU beyond which a group is not looked at link by link. */
const mostLinksEach = 64;

/**
 * The partitions of a machine whose dimensions say all: single NPUs, the blocks of its inner dimensions (nodes, boards, pods), its planes, and halves and wired parts (leaves) of each dimension
 * in all groups together and in each alone. A part is what a part of each dimension has in common.
 */
export function regularPartitions({ dimensions, shapes, npus }: Topology): Partition[] {
  const divisions = dimensions.map((dimension, index) => groupDivisions(dimension, shapes[index]));
  const partitions: Partition[] = [];
  const add = (choose: (index: number) => GroupDivision): void => {
    const chosen = divisions.map((_, index) => choose(index));
    if (chosen.some(({ parts }) => parts > 1)) partitions.push(product(chosen, npus));
  };
  add((index) => divisions[index].singles);
  divisions.forEach(({ others }, own) => {
    const inside = divisions.slice(0, own).some(({ whole }) => whole.sizes[0] > 1);
    const outside = divisions.slice(own + 1).some(({ whole }) => whole.sizes[0] > 1);
    // Blocks of the dimensions below this one, and, where there are others above it, its planes.
    if (inside) add((index) => (index < own ? divisions[index].whole : divisions[index].singles));
    if (outside) add((index) => (index === own ? divisions[index].singles : divisions[index].whole));
    for (const division of others) {
      add((index) => (index === own ? division : divisions[index].whole));
      if (outside)
        add((index) =>
          index === own ? division : index < own ? divisions[index].whole : divisions[index].singles,
        );
    }
  });
  return partitions;
}

function groupDivisions(dimension: Dimension, shape: Shape): GroupDivisions {
  const { npus } = dimension;
  const whole = sized({ partOf: new Int32Array(npus), parts: 1 }, uniform(1, 0));
  if (npus === 1) return { whole, singles: whole, others: [] };
  if (shape.linkCount(dimension) > mostLinksEach * npus)
    return { whole, ...alikeDivisions(dimension, shape) };
  const links = linksOfGroup(dimension, shape);
  const divided = (division: Division): GroupDivision => sized(division, partWidths(links, division));
  const others = [...(npus > 2 ? [halves(npus)] : []), ...wiredDivisions(links)];
  return { whole, singles: divided(singles(npus)), others: others.map(divided) };
}

/** Of a group with so many links that all NPUs must be alike: fully connected. */
function alikeDivisions(dimension: Dimension, shape: Shape): Pick<GroupDivisions, "singles" | "others"> {
  const { npus, bandwidth } = dimension;
  const port = bandwidth * shape.parallel(dimension) * shape.defaultLinks(npus);
  return {
    singles: sized(singles(npus), uniform(npus, port)),
    others: [sized(halves(npus), uniform(2, shape.cut(dimension).bandwidth))],
  };
}

function uniform(parts: number, width: number): PartWidths {
  return { out: new Float64Array(parts).fill(width), into: new Float64Array(parts).fill(width) };
}

function sized({ partOf, parts }: Division, widths: PartWidths): GroupDivision {
  const sizes = new Int32Array(parts);
  for (const part of partOf) if (part !== -1) sizes[part]++;
  return { partOf, parts, widths, sizes };
}

/** Parts are numbered with the innermost dimension's part counting fastest. */
function product(chosen: readonly GroupDivision[], npus: number): Partition {
  const parts = chosen.reduce((count, division) => count * division.parts, 1);
  return {
    parts,
    isSingles: parts === npus,
    partOf: Int32Array.from({ length: npus }, (_, rank) => partOfRank(chosen, rank)),
    widths: (dimensions) => productWidths(chosen, parts, dimensions),
  };
}

function partOfRank(chosen: readonly GroupDivision[], rank: number): number {
  let part = 0;
  let stride = 1;
  let rest = rank;
  for (const { partOf, parts } of chosen) {
    const own = partOf[rest % partOf.length];
    if (own === -1) return -1;
    part += own * stride;
    stride *= parts;
    rest = Math.floor(rest / partOf.length);
  }
  return part;
}

/** Across a part lead the links of each dimension that leave the part of it, as often as the parts of the other dimensions have NPUs. */
function productWidths(
  chosen: readonly GroupDivision[],
  parts: number,
  dimensions: DimensionSet,
): PartWidths {
  const { out, into } = uniform(parts, 0);
  for (let part = 0; part < parts; part++) {
    let rest = part;
    let size = 1;
    for (const division of chosen) {
      size *= division.sizes[rest % division.parts];
      rest = Math.floor(rest / division.parts);
    }
    rest = part;
    chosen.forEach(({ parts: own, sizes, widths }, dimension) => {
      const at = rest % own;
      rest = Math.floor(rest / own);
      if (own === 1 || ((dimensions >> dimension) & 1) === 0) return;
      out[part] += widths.out[at] * (size / sizes[at]);
      into[part] += widths.into[at] * (size / sizes[at]);
    });
  }
  return { out, into };
}
