import { builtInShapes, type Dimension, type NodeNames, nodeNames, type Shape } from "@astra-ts/core";

/** One dimension of the machine with its wiring, and where its nodes stand in the numbering of the expanded graph. */
export interface MachineDimension {
  readonly index: number;
  readonly dimension: Dimension;
  readonly shape: Shape;
  /** Rank distance between neighbours, and number of groups. */
  readonly stride: number;
  readonly groups: number;
  readonly switches: number;
  readonly firstSwitch: number;
  readonly links: number;
}

/** A link in one direction between two nodes of a group: positions, NPUs before switches. */
export interface LocalLink {
  readonly from: number;
  readonly to: number;
  /** Bytes per ns. */
  readonly bandwidth: number;
}

/** The machine's dimensions as core expands them; undefined where one has a shape that core does not know. */
export function machineOf(dimensions: readonly Dimension[]): MachineDimension[] | undefined {
  const npus = dimensions.reduce((product, dimension) => product * dimension.npus, 1);
  let stride = 1;
  let firstSwitch = npus;
  const machine: MachineDimension[] = [];
  for (const [index, dimension] of dimensions.entries()) {
    const shape = builtInShapes.find(({ name }) => name === dimension.shape);
    if (shape === undefined) return undefined;
    const alone = dimension.npus === 1;
    const switches = alone ? 0 : shape.switches(dimension);
    const groups = npus / dimension.npus;
    const links = alone ? 0 : shape.linkCount(dimension);
    machine.push({ index, dimension, shape, stride, groups, switches, firstSwitch, links });
    stride *= dimension.npus;
    firstSwitch += groups * switches;
  }
  return machine;
}

export function nodeCountOf(machine: readonly MachineDimension[]): number {
  const npus = machine.reduce((product, { dimension }) => product * dimension.npus, 1);
  return machine.reduce((total, { groups, switches }) => total + groups * switches, npus);
}

export function linksOfGroup({ dimension, shape }: MachineDimension): LocalLink[] {
  const links: LocalLink[] = [];
  if (dimension.npus > 1)
    shape.forEachLink(dimension, (from, to, bandwidth) => links.push({ from, to, bandwidth }));
  return links;
}

/** Node of the expanded graph at a position of a group. */
export function nodeAt(part: MachineDimension, group: number, position: number): number {
  const { stride, dimension, switches, firstSwitch } = part;
  if (position >= dimension.npus) return firstSwitch + group * switches + (position - dimension.npus);
  return (group % stride) + Math.floor(group / stride) * stride * dimension.npus + position * stride;
}

/** Position of a node in its group of one dimension. */
export function positionOf(part: MachineDimension, npus: number, node: number): number {
  const { stride, dimension, switches, firstSwitch } = part;
  if (node < npus) return Math.floor(node / stride) % dimension.npus;
  return dimension.npus + ((node - firstSwitch) % Math.max(1, switches));
}

/** Names of the nodes of the expanded graph. */
export function namesOf(machine: readonly MachineDimension[]): NodeNames {
  return nodeNames(
    machine.map(({ dimension }) => dimension),
    machine.map(({ shape }) => shape),
  );
}

/** Names of the switches of one group, each kind counted from 0. */
export function switchNames({ dimension, shape, switches }: MachineDimension): string[] {
  const counted = new Map<string, number>();
  return Array.from({ length: switches }, (_, index) => {
    const kind = shape.switchKind?.(dimension, index) ?? "switch";
    const number = counted.get(kind) ?? 0;
    counted.set(kind, number + 1);
    return `${kind} ${number}`;
  });
}

/** Number of a node by the names of a machine whose dimensions are not known; undefined for names of other kinds. */
export function nodeNumber(name: string, npus: number): number | undefined {
  const match = /^(npu|switch) (\d+)$/.exec(name);
  if (match === null) return undefined;
  return match[1] === "npu" ? Number(match[2]) : npus + Number(match[2]);
}
