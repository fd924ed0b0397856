import { AstraError } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import { mixedRadix } from "./coordinates.js";
import { cutsOf } from "./cuts.js";
import { equalPaths } from "./equal-paths.js";
import { bandwidthRange, isBandwidth, isLatency, latencyRange } from "./figures.js";
import type { LinkTable } from "./graph.js";
import { checkConnected, emptyLinkTable, graphView } from "./graph-view.js";
import { checkLinks, checkSize } from "./limits.js";
import { withFindings } from "./link-findings.js";
import { applyOverrides, type LinkOverride } from "./overrides.js";
import { defaultPathChoice, type PathChoice } from "./path-numbers.js";
import type { Dimension } from "./shapes/dimension.js";
import type { Shape } from "./shapes/shape.js";
import type { Topology } from "./topology.js";

/** A machine written down link by link, as plain data. */
export interface GraphInput {
  /** NPUs and switches; NPUs get their ranks in this order. */
  readonly nodes: readonly { readonly name: string; readonly kind: "npu" | "switch" }[];
  /** Links by the names of their ends, both ways unless `oneWay`; bandwidth in bytes/ns and latency in ns, of each direction. */
  readonly links: readonly {
    readonly from: string;
    readonly to: string;
    readonly bandwidth: number;
    readonly latency: number;
    readonly oneWay?: boolean;
    /** As how many links it counts where routes look for the fewest, 1 to 255; absent: as one. Global links of a dragonfly count more, so that no route takes two of them. */
    readonly hops?: number;
  }[];
  /** How collectives see the NPUs: sizes of logical dimensions, innermost first. Absent: one dimension of all. */
  readonly grid?: readonly number[];
}

/** Stands for the shape of a dimension that only the graph can tell. */
const graphShape: Shape = {
  name: "graph",
  description: "links given one by one",
  defaultLinks: () => 1,
  parallel: () => 1,
  cables: () => 0,
  switches: () => 0,
  linkCount: () => 0,
  forEachLink: () => undefined,
  hops: () => 1,
  next: () => -1,
  cut: ({ npus }) => ({ npus: Math.floor(npus / 2), bandwidth: Infinity }),
};

/**
 * A machine from a list of nodes and links (a DGX-1, an uneven cluster). Routes have the fewest links, then the least latency; how messages choose among equal ones is `routing`.
 * The dimensions' bandwidth is that of the fastest link of an NPU and their latency that of the quickest. Errors name `topology.nodes.N` or `topology.links.N`.
 */
export function createGraphTopology(
  input: GraphInput,
  options: { readonly overrides?: readonly LinkOverride[]; readonly routing?: PathChoice } = {},
): Topology {
  const ordered = [
    ...input.nodes.filter(({ kind }) => kind === "npu"),
    ...input.nodes.filter(({ kind }) => kind === "switch"),
  ];
  const npus = input.nodes.filter(({ kind }) => kind === "npu").length;
  if (npus === 0 || ordered.length !== input.nodes.length)
    throw new AstraError("INVALID_VALUE", {
      problem: npus === 0 ? "the graph has no NPU" : "a node is neither NPU nor switch",
      field: "topology.nodes",
      expected: "nodes of kind npu or switch, one npu at least",
    });
  checkSize(npus, "topology.nodes");
  const grid = input.grid ?? [npus];
  if (
    grid.some((size) => !Number.isSafeInteger(size) || size < 1) ||
    grid.reduce((a, b) => a * b, 1) !== npus
  )
    throw new AstraError("LENGTH_MISMATCH", {
      problem: "the logical dimensions do not cover the NPUs",
      field: "topology.grid",
      found: grid,
      expected: `whole numbers whose product is ${npus}`,
    });
  const table = tableOf(input, ordered);
  const nodeName = (id: number): string => ordered[id].name;
  const idOf = (name: string) => {
    const id = ordered.findIndex((node) => node.name === name);
    return id < 0 ? undefined : id;
  };
  applyOverrides(table, options.overrides ?? [], ordered.length, { nameOf: nodeName, idOf });
  const { routing = defaultPathChoice } = options;
  const nodeCount = ordered.length;
  const routes = equalPaths({ nodeCount, destinations: npus, table }, routing);
  const graph = graphView({ npus, nodeCount, nodeName, table, routes, routing });
  checkConnected(graph, npus);
  const { bandwidth, latency, links } = summary(table, npus);
  const dimensions = grid.map((size): Dimension => {
    return { shape: graphShape.name, npus: size, bandwidth, latency, links };
  });
  const { coordinate, coordinates, rank } = mixedRadix(grid, npus);
  return withFindings({
    dimensions,
    shapes: grid.map(() => graphShape),
    npus,
    regular: false,
    coordinate,
    coordinates,
    rank,
    graph: () => graph,
    cuts() {
      return cutsOf(this);
    },
    ...((options.overrides ?? []).length === 0
      ? {}
      : { undamaged: () => createGraphTopology(input, { routing }) }),
  });
}

function tableOf(input: GraphInput, ordered: GraphInput["nodes"]): LinkTable {
  const ids = new Map<string, number>();
  ordered.forEach(({ name }, id) => {
    if (ids.has(name))
      throw new AstraError("DUPLICATE_NAME", {
        problem: "two nodes have the same name",
        field: "topology.nodes",
        found: name,
      });
    ids.set(name, id);
  });
  const idOf = (name: string, field: string): number => {
    const id = ids.get(name);
    if (id !== undefined) return id;
    throw new AstraError("UNKNOWN_NAME", {
      problem: "there is no such node",
      field,
      found: name,
      expected: "the name of a node",
      hint: typeof name === "string" ? didYouMean(name, ids.keys()) : undefined,
    });
  };
  const directions = input.links.reduce((sum, { oneWay }) => sum + (oneWay === true ? 1 : 2), 0);
  checkLinks(directions);
  const isWeighted = input.links.some(({ hops = 1 }) => hops !== 1);
  const weights = isWeighted ? new Uint8Array(directions).fill(1) : undefined;
  const table = { ...emptyLinkTable(directions), ...(weights === undefined ? {} : { hops: weights }) };
  let id = 0;
  const add = (
    from: number,
    to: number,
    { bandwidth, latency, hops = 1 }: GraphInput["links"][number],
  ): void => {
    if (weights !== undefined) weights[id] = hops;
    table.from[id] = from;
    table.to[id] = to;
    table.bandwidth[id] = bandwidth;
    table.latency[id] = latency;
    table.dimension[id] = -1;
    id++;
  };
  input.links.forEach((link, index) => {
    const field = `topology.links.${index}`;
    const from = idOf(link.from, `${field}.from`);
    const to = idOf(link.to, `${field}.to`);
    if (from === to)
      throw new AstraError("INVALID_VALUE", {
        problem: "a link joins a node to itself",
        field,
        found: link.from,
      });
    if (!isBandwidth(link.bandwidth)) throw figure(`${field}.bandwidth`, link.bandwidth, bandwidthRange);
    const { hops = 1 } = link;
    if (!Number.isInteger(hops) || hops < 1 || hops > 255)
      throw figure(`${field}.hops`, hops, "a whole number from 1 to 255");
    if (!isLatency(link.latency)) throw figure(`${field}.latency`, link.latency, latencyRange);
    add(from, to, link);
    if (link.oneWay !== true) add(to, from, link);
  });
  return table;
}

function figure(field: string, found: unknown, expected: string): AstraError {
  return new AstraError(found === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
    problem: "this cannot be a link's figure",
    field,
    found,
    expected,
  });
}

/** What the links that leave NPUs are like: fastest, quickest, and how many an NPU has at most. */
function summary(table: LinkTable, npus: number): { bandwidth: number; latency: number; links: number } {
  let bandwidth = 0;
  let latency = Infinity;
  const links = new Int32Array(npus);
  for (let link = 0; link < table.from.length; link++) {
    if (table.from[link] >= npus) continue;
    bandwidth = Math.max(bandwidth, table.bandwidth[link]);
    latency = Math.min(latency, table.latency[link]);
    links[table.from[link]]++;
  }
  if (bandwidth === 0) return { bandwidth: 1, latency: 0, links: 1 };
  return { bandwidth, latency, links: links.reduce((a, b) => Math.max(a, b), 1) };
}
