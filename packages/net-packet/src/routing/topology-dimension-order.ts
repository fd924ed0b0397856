import type { Topology } from "@astra-ts/core";
import type { DimensionRouting, VcClass } from "../engine/description.js";

/** Longest ring whose minimal routes have one hop, so that no packet holds one of its links while it waits for another. */
const harmlessRing = 3;

/**
 * Dimension-order routing over a machine that is made of dimensions, following the graph's own routes. Rings have a dateline: a packet that still has to pass
 * from the last position to the first (or back) takes the lower virtual channels, from there on the upper ones, as does one that never passes it.
 * `linkOf` turns a link of the graph into one of the network.
 */
export function topologyDimensionOrder(
  topology: Topology,
  linkOf: (graphLink: number) => number,
  adaptive: boolean,
): DimensionRouting {
  const graph = topology.graph();
  const { table } = graph;
  const { npus, dimensions } = topology;
  const coordinatesOf = Array.from({ length: npus }, (_, rank) => topology.coordinates(rank));
  /** For a switch: a rank of its group and the dimension of the group. */
  const groupOfSwitch = switchGroups(topology);

  const next: DimensionRouting["next"] = (router, dimension, coordinate) => {
    let member = router;
    if (router >= npus) {
      const group = groupOfSwitch.get(router);
      if (group === undefined || group.dimension !== dimension) return undefined;
      member = group.rank;
    } else if (coordinatesOf[router]![dimension] === coordinate) {
      return undefined;
    }
    const position = coordinatesOf[member]!.slice();
    position[dimension] = coordinate;
    const destination = topology.rank(position);
    const link = graph.next(router, destination);
    return { link: linkOf(link), vcClass: vcClass(router, destination, dimension) };
  };

  const vcClass = (router: number, destination: number, dimension: number): VcClass => {
    const { shape, npus: size } = dimensions[dimension]!;
    if (shape !== "ring" || size <= harmlessRing) return "all";
    let node = router;
    for (let hop = 0; node !== destination; hop++) {
      const link = graph.next(node, destination);
      const to = table.to[link]!;
      const step = coordinatesOf[to]![dimension]! - coordinatesOf[node]![dimension]!;
      if (Math.abs(step) > 1) return hop === 0 ? "upper" : "lower";
      node = to;
    }
    return "upper";
  };

  return {
    kind: "dimension-order",
    extents: dimensions.map(({ npus: size }) => size),
    coordinate: (node, dimension) => coordinatesOf[node]![dimension]!,
    next,
    adaptive: adaptive ? { escapeChannels: hasDateline(topology) ? 2 : 1 } : undefined,
  };
}

/** Whether some ring is long enough to need a dateline. */
export function hasDateline({ dimensions }: Topology): boolean {
  return dimensions.some(({ shape, npus }) => shape === "ring" && npus > harmlessRing);
}

function switchGroups(topology: Topology): Map<number, { rank: number; dimension: number }> {
  const { npus } = topology;
  const { table } = topology.graph();
  const groups = new Map<number, { rank: number; dimension: number }>();
  // Switches next to an NPU first, then those next to such switches, and so on.
  for (let found = -1; found !== groups.size; ) {
    found = groups.size;
    for (let link = 0; link < table.from.length; link++) {
      const from = table.from[link]!;
      const to = table.to[link]!;
      if (to < npus || groups.has(to)) continue;
      const dimension = table.dimension[link]!;
      if (from < npus) groups.set(to, { rank: from, dimension });
      else if (groups.has(from)) groups.set(to, groups.get(from)!);
    }
  }
  return groups;
}
