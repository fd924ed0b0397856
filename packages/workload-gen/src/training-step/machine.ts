/** A cluster of equal nodes, as collectives see it. Bandwidths are those that a collective's bus reaches with large messages, as nccl-tests defines it. */
export interface Machine {
  readonly name: string;
  /** Name of its GPU. */
  readonly gpu: string;
  readonly gpusPerNode: number;
  /** Of one GPU within a node, one way, bytes/ns, by GPUs that take part; the last one holds for more. */
  readonly nodeBandwidth: readonly number[];
  /** All network cards of a node together, one way, bytes/ns. */
  readonly networkBandwidth: number;
  readonly source: string;
}

/** What a launch of a collective takes, ns. */
const launch = 20_000;
/** One step of a tree over nodes, ns. */
const networkStep = 8_000;
/** Filling and emptying the pipeline of chunks that a large message is cut into: share of its time, and the most that it comes to, ns. */
const fill = { share: 0.5, most: 130_000, mostBetweenNodes: 200_000 };
/** Share of the cards' rate that collectives reach. */
const networkShare = 0.92;

/** Some GPUs that take part in a collective: how many, and how many of them are in one node. */
export interface Group {
  readonly size: number;
  readonly perNode: number;
}

/** Bandwidth of a group's ring, bytes/ns. Groups that share a node share its cards. */
export function groupBandwidth({ size, perNode }: Group, machine: Machine): number {
  const { nodeBandwidth, networkBandwidth, gpusPerNode } = machine;
  const within = nodeBandwidth[Math.min(perNode, nodeBandwidth.length) - 1] ?? Number.POSITIVE_INFINITY;
  if (size <= perNode) return within;
  const cards = (networkBandwidth * networkShare * perNode) / gpusPerNode;
  return perNode === 1 ? cards : Math.min(within, cards);
}

/** Time of an all-reduce of `bytes`, or of a reduce-scatter or all-gather whose whole buffer has so many, ns. */
export function collectiveTime(
  kind: "all-reduce" | "reduce-scatter" | "all-gather",
  bytes: number,
  group: Group,
  machine: Machine,
): number {
  const { size, perNode } = group;
  if (size <= 1 || bytes === 0) return 0;
  const passes = kind === "all-reduce" ? 2 : 1;
  const moving = (passes * bytes * (size - 1)) / size / groupBandwidth(group, machine);
  const nodes = Math.ceil(size / perNode);
  const most = nodes > 1 ? fill.mostBetweenNodes : fill.most;
  const steps = nodes > 1 ? passes * Math.log2(nodes) * networkStep : 0;
  return launch + steps + moving + Math.min(fill.share * moving, most);
}

/** Time of a message from one node to another, or within one, ns. */
export function messageTime(bytes: number, betweenNodes: boolean, machine: Machine): number {
  const bandwidth = betweenNodes
    ? (machine.networkBandwidth * networkShare) / machine.gpusPerNode
    : (machine.nodeBandwidth[0] ?? machine.nodeBandwidth.at(-1)!);
  return networkStep + bytes / bandwidth;
}
