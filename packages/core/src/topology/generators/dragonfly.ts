import type { GraphInput } from "../create-graph-topology.js";
import { eachPlane, type LinkFigures, MachineBuilder, npu, refuse } from "./machine-builder.js";

/** A way with two links between groups is longer than any with one: between two inside groups. */
const globalHops = 3;

interface Groups {
  readonly groups: number;
  /** Links to other groups, of each switch that has some. */
  readonly globalLinks: number;
  readonly planes: number;
  /** Of an NPU, between switches of a group, and between groups. */
  readonly link: LinkFigures;
  readonly localLink: LinkFigures;
  readonly globalLink: LinkFigures;
}

/** Groups of routers that are linked to all others of their group. */
export interface Dragonfly extends Groups {
  readonly routersPerGroup: number;
  readonly npusPerRouter: number;
}

/** Groups of leaves and spines. */
export interface DragonflyPlus extends Groups {
  readonly leavesPerGroup: number;
  readonly spinesPerGroup: number;
  readonly npusPerLeaf: number;
}

/** Kim, Dally, Scott and Abts, ISCA 2008: routers all linked inside their group, groups all linked to each other. */
export function dragonfly(options: Dragonfly): GraphInput {
  const { groups, routersPerGroup, npusPerRouter, planes } = options;
  const builder = new MachineBuilder();
  const npus = groups * routersPerGroup * npusPerRouter;
  builder.npus(npus);
  eachPlane(planes, (prefix) => {
    const router = builder.switches(`${prefix}router`, groups * routersPerGroup);
    for (let rank = 0; rank < npus; rank++)
      builder.link(npu(rank), router[Math.floor(rank / npusPerRouter)]!, options.link);
    for (let group = 0; group < groups; group++)
      for (let a = 0; a < routersPerGroup; a++)
        for (let b = a + 1; b < routersPerGroup; b++)
          builder.link(
            router[group * routersPerGroup + a]!,
            router[group * routersPerGroup + b]!,
            options.localLink,
          );
    joinGroups(builder, router, routersPerGroup, options);
  });
  return builder.machine([npusPerRouter, routersPerGroup, groups]);
}

/** Shpiner and others, HiPINEB 2017: a group is a leaf-spine, whose spines have the links to other groups. */
export function dragonflyPlus(options: DragonflyPlus): GraphInput {
  const { groups, leavesPerGroup, spinesPerGroup, npusPerLeaf, planes } = options;
  const builder = new MachineBuilder();
  const npus = groups * leavesPerGroup * npusPerLeaf;
  builder.npus(npus);
  eachPlane(planes, (prefix) => {
    const leaf = builder.switches(`${prefix}leaf`, groups * leavesPerGroup);
    const spine = builder.switches(`${prefix}spine`, groups * spinesPerGroup);
    for (let rank = 0; rank < npus; rank++)
      builder.link(npu(rank), leaf[Math.floor(rank / npusPerLeaf)]!, options.link);
    for (const [index, below] of leaf.entries()) {
      const group = Math.floor(index / leavesPerGroup);
      for (let up = 0; up < spinesPerGroup; up++)
        builder.link(below, spine[group * spinesPerGroup + up]!, options.localLink);
    }
    joinGroups(builder, spine, spinesPerGroup, options);
  });
  return builder.machine([npusPerLeaf, leavesPerGroup, groups]);
}

/** Links every two groups equally often. A group's q-th global link, over all its switches, leads q mod (groups - 1) + 1 groups on. */
function joinGroups(
  builder: MachineBuilder,
  switches: readonly string[],
  perGroup: number,
  { groups, globalLinks, globalLink }: Groups,
): void {
  const others = groups - 1;
  if (others === 0) return;
  const ends = perGroup * globalLinks;
  if (ends % others !== 0)
    refuse(
      "globalLinks",
      "the links between groups do not come out even",
      globalLinks,
      `a number with which the ${perGroup} switches of a group have a multiple of ${others} links to the ${others} other groups`,
    );
  const at = (group: number, end: number): string =>
    switches[group * perGroup + Math.floor(end / globalLinks)]!;
  for (let group = 0; group < groups; group++)
    for (let end = 0; end < ends; end++) {
      const distance = (end % others) + 1;
      const other = (group + distance) % groups;
      // Each link has two ends, and is written down at the lower group.
      if (other < group) continue;
      const turn = Math.floor(end / others);
      builder.link(at(group, end), at(other, turn * others + others - distance), globalLink, globalHops);
    }
}
