import type { Dimension, Result } from "@astra-ts/core";
import { arrange, type Point } from "./arrange.js";
import { joinDirections, markBent } from "./edges.js";
import { forceLayout } from "./force-layout.js";
import { type LinkUse, linkUseOf, nodeNumbers } from "./link-use.js";
import {
  linksOfGroup,
  type MachineDimension,
  machineOf,
  namesOf,
  nodeAt,
  nodeCountOf,
  positionOf,
  switchNames,
} from "./machine.js";
import { positionsOf } from "./positions.js";
import type { TopologyData, TopologyView } from "./topology-data.js";

/** Above this many nodes or lines the whole machine would be a blur: only its dimensions are drawn. */
const drawnNodes = 600;
const drawnLinks = 9000;
/** Above this many members a group is drawn as this many blocks. */
const blocks = 64;

/** The machine drawn whole where it is small enough, and one group of each dimension with the mean over all its groups. */
export function buildTopology(result: Result): TopologyData | undefined {
  const dimensions = result.topology ?? [];
  const machine = dimensions.length > 0 ? machineOf(dimensions) : undefined;
  const use = linkUseOf(result, machine);
  if (machine === undefined) {
    const view = graphView(result, use);
    if (view === undefined) return undefined;
    return { source: use.source, views: [view], dimensions: dimensions.map(describe) };
  }
  const views: TopologyView[] = [];
  const links = machine.reduce((total, part) => total + part.links * part.groups, 0);
  if (nodeCountOf(machine) <= drawnNodes && links <= drawnLinks)
    views.push(wholeView(machine, dimensions, use));
  const drawn = machine.filter(({ dimension }) => dimension.npus > 1);
  if (drawn.length > 1 || views.length === 0)
    for (const part of drawn) views.push(groupView(part, result, use));
  return { source: use.source, views, dimensions: dimensions.map(describe) };
}

function describe({ shape, npus }: Dimension): string {
  return `${shape} of ${npus} NPU${npus === 1 ? "" : "s"}`;
}

function wholeView(
  machine: readonly MachineDimension[],
  dimensions: readonly Dimension[],
  use: LinkUse,
): TopologyView {
  const points = positionsOf(dimensions);
  const npus = dimensions.reduce((product, dimension) => product * dimension.npus, 1);
  const links = machine.flatMap((part) => {
    const local = linksOfGroup(part);
    return Array.from({ length: part.groups }, (_, group) =>
      local.map(({ from, to }) => {
        const a = nodeAt(part, group, from);
        const b = nodeAt(part, group, to);
        return { from: a, to: b, dimension: part.index, use: use.of(a, b, part.index) };
      }),
    ).flat();
  });
  const kinds = points.map((_, id) => (id < npus ? 0 : 1));
  const { nameOf } = namesOf(machine);
  const names = points.map((_, id) => nameOf(id));
  return view("The whole machine", "One line is both directions of a link.", points, names, kinds, links);
}

function groupView(part: MachineDimension, result: Result, use: LinkUse): TopologyView {
  const { dimension, index, groups } = part;
  const { shape, npus, leaves = 0, spines = 0 } = dimension;
  const size = npus > 2 * blocks ? Math.ceil(npus / blocks) : 1;
  const members = Math.ceil(npus / size);
  const block = (position: number): number =>
    position < npus ? Math.floor(position / size) : members + (position - npus);
  const { members: points } = arrange({
    shape: size > 1 && shape === "hypercube" ? "ring" : shape,
    npus: members,
    leaves,
    spines,
    cell: { width: 0, height: 0 },
    horizontal: true,
    asRow: false,
  });
  const sums = new Map<number, { sum: number; count: number; maximum: number }>();
  const add = (from: number, to: number, share: number | null): void => {
    if (from === to) return;
    const key = from * 2 ** 20 + to;
    const entry = sums.get(key) ?? { sum: 0, count: 0, maximum: 0 };
    sums.set(key, entry);
    if (share === null) return;
    entry.sum += share;
    entry.count++;
    entry.maximum = Math.max(entry.maximum, share);
  };
  if (use.source === "measured") {
    const numbers = nodeNumbers(result);
    for (const link of result.networkReport.links ?? []) {
      if (link.dimension !== index) continue;
      const from = positionOf(part, result.npus, numbers.get(link.from)!);
      const to = positionOf(part, result.npus, numbers.get(link.to)!);
      add(block(from), block(to), link.busyTime / result.time.total);
    }
  } else for (const { from, to } of linksOfGroup(part)) add(block(from), block(to), use.of(from, to, index));
  const links = [...sums].map(([key, { sum, count, maximum }]) => ({
    from: Math.floor(key / 2 ** 20),
    to: key % 2 ** 20,
    dimension: index,
    use: count > 0 ? sum / count : null,
    maximum,
  }));
  const switches = switchNames(part);
  const names = points.map((_, id) => {
    if (id >= members) return switches[id - members]!;
    return size === 1 ? `position ${id}` : `positions ${id * size} to ${Math.min(npus, (id + 1) * size) - 1}`;
  });
  const kinds = points.map((_, id) => (id >= members ? 1 : size > 1 ? 2 : 0));
  const note = [
    groups > 1 ? `Mean of the ${groups} groups of this dimension.` : "This dimension has one group.",
    size > 1 ? `Each dot stands for ${size} NPUs; links inside a dot are not drawn.` : "",
  ];
  return view(
    `Dimension ${index}: ${describe(dimension)}`,
    note.filter((text) => text !== "").join(" "),
    points,
    names,
    kinds,
    links,
  );
}

/** A graph with nodes of its own: laid out by its links, or merged to blocks around a circle where it is large. */
function graphView(result: Result, use: LinkUse): TopologyView | undefined {
  const reported = result.networkReport.links ?? [];
  if (reported.length === 0) return undefined;
  const numbers = nodeNumbers(result);
  const count = Math.max(...numbers.values()) + 1;
  const size = count > drawnNodes / 2 ? Math.ceil(count / blocks) : 1;
  const links = reported.map(({ from, to, dimension }) => {
    const [a, b] = [numbers.get(from)!, numbers.get(to)!];
    return {
      from: Math.floor(a / size),
      to: Math.floor(b / size),
      dimension,
      use: use.of(a, b, dimension ?? 0),
    };
  });
  const nodes = Math.ceil(count / size);
  const names = Array.from({ length: nodes }, (_, id) => `nodes ${id * size} to ${(id + 1) * size - 1}`);
  if (size === 1) for (const [name, id] of numbers) names[id] = name;
  const points = forceLayout(
    nodes,
    links.filter(({ from, to }) => from < to).map(({ from, to }) => [from, to] as const),
  );
  const kinds = names.map((name) => (size > 1 ? 2 : /switch|router|spine|leaf/i.test(name) ? 1 : 0));
  const note =
    size > 1
      ? `Each dot stands for ${size} nodes.`
      : "Placed by its links: nodes that are linked attract each other.";
  return view(
    "The machine as a graph",
    note,
    points,
    names,
    kinds,
    links.filter(({ from, to }) => from !== to),
  );
}

function view(
  title: string,
  note: string,
  points: readonly Point[],
  nodes: readonly string[],
  nodeKinds: readonly number[],
  links: Parameters<typeof joinDirections>[0],
): TopologyView {
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    title,
    note,
    x: points.map(({ x }) => round(x)),
    y: points.map(({ y }) => round(y)),
    nodes,
    nodeKinds,
    edges: markBent(joinDirections(links), points),
  };
}
