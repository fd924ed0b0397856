import { AstraError } from "../errors/astra-error.js";
import { mixedRadix } from "./coordinates.js";
import { cutsOf } from "./cuts.js";
import type { TopologyGraph } from "./graph.js";
import type { Dimension } from "./shapes/dimension.js";
import type { Topology } from "./topology.js";

/**
 * Some NPUs of a machine as a machine of their own, on which NPU i is `ranks[i]`: what a job sees of what it shares. Its dimensions are those of the machine, as long as the ranks
 * reach in each, where the ranks in order are a block or a lattice of the machine; otherwise one dimension of all. `grid` gives the sizes instead, innermost first.
 * Its graph has the nodes and links of the whole machine, and routes between NPUs of the part. Throws LENGTH_MISMATCH where the grid does not cover the ranks.
 */
export function partOfTopology(
  topology: Topology,
  ranks: readonly number[],
  grid?: readonly number[],
): Topology {
  const npus = ranks.length;
  if (grid !== undefined && grid.reduce((product, size) => product * size, 1) !== npus)
    throw new AstraError("LENGTH_MISMATCH", {
      problem: "the logical dimensions do not cover the NPUs",
      field: "grid",
      found: grid,
      expected: `whole numbers whose product is ${npus}`,
    });
  if (grid === undefined && npus === topology.npus && ranks.every((rank, index) => rank === index))
    return topology;
  const sides = grid === undefined ? latticeOf(topology, ranks) : undefined;
  const sizes = sides ?? grid ?? [npus];
  const likeness = (index: number): Dimension =>
    topology.dimensions[Math.min(index, topology.dimensions.length - 1)]!;
  let graph: TopologyGraph | undefined;
  return {
    dimensions: sizes.map((size, index) => ({
      ...likeness(index),
      npus: size,
      ...(sides === undefined ? { shape: "graph" } : {}),
    })),
    shapes: sizes.map((_, index) => topology.shapes[Math.min(index, topology.shapes.length - 1)]!),
    npus,
    regular: false,
    ...mixedRadix(sizes, npus),
    graph: () => {
      graph ??= graphBetween(topology.graph(), ranks);
      return graph;
    },
    cuts() {
      return cutsOf(this);
    },
  };
}

/** How far ranks reach in each dimension, where they are in order every combination of some places of each; undefined where they are not. */
function latticeOf(topology: Topology, ranks: readonly number[]): number[] | undefined {
  const places = topology.dimensions.map((_, dimension) => [
    ...new Set(ranks.map((rank) => topology.coordinate(rank, dimension))),
  ]);
  const sizes = places.map(({ length }) => length);
  if (sizes.reduce((product, size) => product * size, 1) !== ranks.length) return undefined;
  const { coordinate } = mixedRadix(sizes, ranks.length);
  const isInOrder = ranks.every((rank, index) =>
    places.every(
      (list, dimension) => topology.coordinate(rank, dimension) === list[coordinate(index, dimension)],
    ),
  );
  return isInOrder ? sizes : undefined;
}

function graphBetween(graph: TopologyGraph, ranks: readonly number[]): TopologyGraph {
  const { table, nodeCount, linkCount, hasChoices, routing } = graph;
  return {
    table,
    nodeCount,
    linkCount,
    hasChoices,
    routing,
    // Lists are only made when somebody reads them.
    get nodes() {
      return graph.nodes;
    },
    get links() {
      return graph.links;
    },
    pathOf: (source, destination, flow) => graph.pathOf(ranks[source]!, ranks[destination]!, flow),
    route: (source, destination, path) => graph.route(ranks[source]!, ranks[destination]!, path),
    next: (node, destination, path) => graph.next(node, ranks[destination]!, path),
    choices: (node, destination) => graph.choices(node, ranks[destination]!),
  };
}
