import type { LinkTable, TopologyGraph } from "./graph.js";
import { emptyLinkTable, graphView } from "./graph-view.js";
import { checkLinks } from "./limits.js";
import { nodeNames } from "./node-names.js";
import { applyOverrides, type LinkOverride } from "./overrides.js";
import type { Dimension } from "./shapes/dimension.js";
import type { Shape } from "./shapes/shape.js";
import { shortestRoutes } from "./shortest-routes.js";

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
type Detours = readonly ReadonlyMap<number, (node: number, destination: number) => number>[];

/** Write a topology of dimensions out as nodes and links: NPUs, then the switches dimension by dimension, group by group. */
export function regularGraph(
  dimensions: readonly Dimension[],
  shapes: readonly Shape[],
  npus: number,
  overrides: readonly LinkOverride[],
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
  const detours = detoursOf(layers, table, failed);
  const next =
    detours === undefined ? shortestRoutes(nodeCount, table) : dimensionOrdered(layers, npus, detours);
  return graphView({ npus, nodeCount, nodeName, table, next });
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
): Detours | undefined {
  const detours = layers.map(() => new Map<number, (node: number, destination: number) => number>());
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
    const next = shortestRoutes(groups.npus + groups.switches, local);
    for (let start = 0; start < groups.npus; start++)
      for (let end = 0; end < groups.npus; end++) if (start !== end && next(start, end) < 0) return undefined;
    detours[index].set(group, next);
  }
  return detours;
}

/** Routes that mend one coordinate after the other, innermost first. */
function dimensionOrdered(layers: readonly Groups[], npus: number, detours: Detours) {
  const onwards = (index: number, group: number, position: number, target: number): number => {
    const groups = layers[index];
    const detour = detours[index].get(group);
    const local =
      detour === undefined ? groups.shape.next(groups.dimension, position, target) : detour(position, target);
    return groups.firstLink + group * groups.links + local;
  };
  return (node: number, destination: number): number => {
    if (node === destination) return -1;
    if (node < npus) {
      for (let index = 0; index < layers.length; index++) {
        const groups = layers[index];
        const position = Math.floor(node / groups.stride) % groups.npus;
        const target = Math.floor(destination / groups.stride) % groups.npus;
        if (position !== target) return onwards(index, groupOf(groups, node), position, target);
      }
      return -1;
    }
    let index = layers.length - 1;
    while (layers[index].firstSwitch > node || layers[index].switches === 0) index--;
    const groups = layers[index];
    const offset = node - groups.firstSwitch;
    const group = Math.floor(offset / groups.switches);
    const target = Math.floor(destination / groups.stride) % groups.npus;
    return onwards(index, group, groups.npus + (offset % groups.switches), target);
  };
}
