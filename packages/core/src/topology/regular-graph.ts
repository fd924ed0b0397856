import { equalPaths } from "./equal-paths.js";
import type { LinkTable, TopologyGraph } from "./graph.js";
import { checkConnected, emptyLinkTable, graphView } from "./graph-view.js";
import { checkLinks } from "./limits.js";
import { nodeNames } from "./node-names.js";
import { applyOverrides, type LinkOverride } from "./overrides.js";
import type { PathChoice } from "./path-numbers.js";
import type { EqualPaths } from "./routed-graph.js";
import type { Dimension } from "./shapes/dimension.js";
import type { Shape } from "./shapes/shape.js";

/** The groups of one dimension: all alike, numbered by the lowest rank in them. */
interface Groups {
  readonly dimension: Dimension;
  readonly shape: Shape;
  readonly npus: number;
  /** Rank distance between neighbours. */
  readonly stride: number;
  readonly count: number;
  readonly switches: number;
  readonly links: number;
  /** Node id of the first switch, link id of the first link. */
  readonly firstSwitch: number;
  readonly firstLink: number;
}

/** The groups that failed links left with tables of their own, by group number, for each dimension. */
type Detours = readonly ReadonlyMap<number, EqualPaths>[];

/** Write a topology of dimensions out as nodes and links: NPUs, then the switches dimension by dimension, group by group. */
export function regularGraph(
  dimensions: readonly Dimension[],
  shapes: readonly Shape[],
  npus: number,
  overrides: readonly LinkOverride[],
  routing: PathChoice,
): TopologyGraph {
  const layers = layOut(dimensions, shapes, npus);
  const last = layers[layers.length - 1];
  const nodeCount = last === undefined ? npus : last.firstSwitch + last.count * last.switches;
  const linkCount = last === undefined ? 0 : last.firstLink + last.count * last.links;
  checkLinks(linkCount);
  const table = emptyLinkTable(linkCount);
  layers.forEach((groups, index) => {
    expand(groups, index, table);
  });
  const names = nodeNames(dimensions, shapes);
  const nodeName = names.nameOf;
  const failed = applyOverrides(table, overrides, nodeCount, names);
  const detours = detoursOf(layers, table, failed, routing);
  const routes =
    detours === undefined
      ? equalPaths({ nodeCount, destinations: npus, table }, routing)
      : dimensionOrdered(layers, npus, detours);
  const graph = graphView({ npus, nodeCount, nodeName, table, routes, routing });
  if (detours === undefined) checkConnected(graph, npus);
  return graph;
}

function layOut(dimensions: readonly Dimension[], shapes: readonly Shape[], npus: number): Groups[] {
  let stride = 1;
  let firstSwitch = npus;
  let firstLink = 0;
  return dimensions.map((dimension, index) => {
    const shape = shapes[index];
    const alone = dimension.npus === 1;
    const groups: Groups = {
      dimension,
      shape,
      npus: dimension.npus,
      stride,
      count: npus / dimension.npus,
      switches: alone ? 0 : shape.switches(dimension),
      links: alone ? 0 : shape.linkCount(dimension),
      firstSwitch,
      firstLink,
    };
    stride *= dimension.npus;
    firstSwitch += groups.count * groups.switches;
    firstLink += groups.count * groups.links;
    return groups;
  });
}

/** Node id of a position (NPUs, then switches) in a group. */
function nodeOf({ npus, stride, switches, firstSwitch }: Groups, group: number, position: number): number {
  if (position >= npus) return firstSwitch + group * switches + (position - npus);
  return (group % stride) + Math.floor(group / stride) * stride * npus + position * stride;
}

function groupOf({ npus, stride }: Groups, rank: number): number {
  return (rank % stride) + Math.floor(rank / (stride * npus)) * stride;
}

function expand(groups: Groups, index: number, table: LinkTable): void {
  if (groups.links === 0) return;
  const { from, to, bandwidth, latency, dimension } = table;
  let link = groups.firstLink;
  for (let group = 0; group < groups.count; group++) {
    groups.shape.forEachLink(groups.dimension, (start, end, linkBandwidth, linkLatency) => {
      from[link] = nodeOf(groups, group, start);
      to[link] = nodeOf(groups, group, end);
      bandwidth[link] = linkBandwidth;
      latency[link] = linkLatency;
      dimension[link] = index;
      link++;
    });
  }
}

/** Tables for the groups with failed links; undefined where such a group fell apart, so that only a way around through other dimensions is left. */
function detoursOf(
  layers: readonly Groups[],
  table: LinkTable,
  failed: readonly number[],
  choice: PathChoice,
): Detours | undefined {
  const detours = layers.map(() => new Map<number, EqualPaths>());
  for (const link of failed) {
    const index = table.dimension[link];
    const groups = layers[index];
    const group = Math.floor((link - groups.firstLink) / groups.links);
    if (detours[index].has(group)) continue;
    const local = emptyLinkTable(groups.links);
    const first = groups.firstLink + group * groups.links;
    let at = 0;
    groups.shape.forEachLink(groups.dimension, (start, end) => {
      local.from[at] = start;
      local.to[at] = end;
      local.bandwidth[at] = table.bandwidth[first + at];
      local.latency[at] = table.latency[first + at];
      at++;
    });
    const { dimension, shape, npus, switches } = groups;
    const before = (node: number, destination: number) => shape.next(dimension, node, destination);
    const paths = equalPaths(
      { nodeCount: npus + switches, destinations: npus, table: local, before },
      choice,
    );
    for (let start = 0; start < npus; start++)
      for (let end = 0; end < npus; end++)
        if (start !== end && paths.next(start, end, 0) < 0) return undefined;
    detours[index].set(group, paths);
  }
  return detours;
}

/** Routes that mend one coordinate after the other, innermost first. */
function dimensionOrdered(layers: readonly Groups[], npus: number, detours: Detours): EqualPaths {
  const crossing: GroupCrossing = { index: 0, group: 0, position: 0, target: 0 };
  return {
    hasChoices: detours.some((groups) => [...groups.values()].some(({ hasChoices }) => hasChoices)),
    next(node, destination, path) {
      if (!findCrossing(layers, npus, node, destination, crossing)) return -1;
      const { index, group, position, target } = crossing;
      const groups = layers[index];
      const detour = detours[index].get(group);
      const local =
        detour === undefined
          ? groups.shape.next(groups.dimension, position, target)
          : detour.next(position, target, path);
      return firstLinkOf(groups, group) + local;
    },
    choices(node, destination) {
      if (!findCrossing(layers, npus, node, destination, crossing)) return [];
      const { index, group, position, target } = crossing;
      const groups = layers[index];
      const detour = detours[index].get(group);
      const local =
        detour === undefined
          ? [groups.shape.next(groups.dimension, position, target)]
          : detour.choices(position, target);
      return local.map((link) => firstLinkOf(groups, group) + link);
    },
  };
}

/** The group that a message crosses next, by the numbers of dimension and group, and from where to where in it. */
interface GroupCrossing {
  index: number;
  group: number;
  position: number;
  target: number;
}

/** Fills in the group that a message crosses next; false where it has arrived. Asked for every hop, so that it allocates nothing. */
function findCrossing(
  layers: readonly Groups[],
  npus: number,
  node: number,
  destination: number,
  crossing: GroupCrossing,
): boolean {
  if (node === destination) return false;
  if (node < npus) {
    for (let index = 0; index < layers.length; index++) {
      const groups = layers[index];
      const position = Math.floor(node / groups.stride) % groups.npus;
      const target = Math.floor(destination / groups.stride) % groups.npus;
      if (position === target) continue;
      crossing.index = index;
      crossing.group = groupOf(groups, node);
      crossing.position = position;
      crossing.target = target;
      return true;
    }
    return false;
  }
  let index = layers.length - 1;
  while (layers[index].firstSwitch > node || layers[index].switches === 0) index--;
  const groups = layers[index];
  const offset = node - groups.firstSwitch;
  crossing.index = index;
  crossing.group = Math.floor(offset / groups.switches);
  crossing.position = groups.npus + (offset % groups.switches);
  crossing.target = Math.floor(destination / groups.stride) % groups.npus;
  return true;
}

function firstLinkOf(groups: Groups, group: number): number {
  return groups.firstLink + group * groups.links;
}
