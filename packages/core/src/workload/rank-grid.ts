import { AstraError } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import type { NodeGroup, RelativeGroup, RelativeRank } from "./graph-node.js";
import type { GraphWorkload, GridAxis } from "./workload.js";

/** Who a node of a graph means, as plain rank numbers. */
export interface GraphAddresses {
  /** The rank that `rank` sends to or receives from. Throws INVALID_VALUE for a rank outside the workload, UNKNOWN_NAME for an axis that the grid has not. */
  peer(rank: number, peer: number | RelativeRank): number;
  /**
   * Members of the group that `rank` belongs to; all members of one group get the same array. Absent stays absent: all ranks. Throws UNKNOWN_NAME for a group that the
   * workload has not.
   */
  group(rank: number, group: NodeGroup | undefined): readonly number[] | undefined;
}

/** Axes as indices, and the groups met so far by their lowest rank. */
interface ResolvedAxes {
  readonly axes: number[];
  readonly members: Map<number, readonly number[]>;
}

/** Resolves the relative ranks and groups of a graph. Absolute ones pass through. */
export function graphAddresses(workload: GraphWorkload): GraphAddresses {
  const npus = workload.ranks.length;
  const grid = workload.grid ?? [];
  const strides = checkedStrides(grid, npus);
  // Nodes of shared programs carry the same group object, and the same axes have the same members wherever they are named.
  const resolved = new Map<RelativeGroup, ResolvedAxes>();
  const byName = new Map<string, ResolvedAxes>();

  const axisIndex = (name: string): number => {
    const index = grid.findIndex((axis) => axis.name === name);
    if (index >= 0) return index;
    const names = grid.map((axis) => axis.name);
    throw new AstraError("UNKNOWN_NAME", {
      field: "grid",
      problem: "a node of the graph names an axis that the grid has not",
      found: name,
      expected: names.length === 0 ? "a graph with a grid" : `one of ${names.join(", ")}`,
      hint: didYouMean(name, names),
    });
  };
  const position = (rank: number, axis: number): number =>
    Math.floor(rank / strides[axis]!) % grid[axis]!.size;

  return {
    peer(rank, peer) {
      if (typeof peer === "number") return checkedRank(peer, npus);
      const axis = axisIndex(peer.axis);
      const target = position(rank, axis) + peer.shift;
      if (Number.isInteger(target) && target >= 0 && target < grid[axis]!.size) {
        return rank + peer.shift * strides[axis]!;
      }
      throw new AstraError("INVALID_VALUE", {
        field: `rank ${rank}`,
        problem: `there is no rank ${peer.shift} places along axis "${peer.axis}", which has ${grid[axis]!.size}`,
        found: position(rank, axis),
      });
    },
    group(rank, group) {
      if (typeof group === "string") return namedGroup(group, workload);
      if (group === undefined || !isRelative(group)) return group;
      const { axes, members } = resolve(group);
      let first = rank;
      for (const axis of axes) first -= position(rank, axis) * strides[axis]!;
      let ranks = members.get(first);
      if (ranks === undefined) {
        ranks = membersOf(first, axes, group.positions);
        members.set(first, ranks);
      }
      return ranks;
    },
  };

  function resolve(group: RelativeGroup): ResolvedAxes {
    const known = resolved.get(group);
    if (known !== undefined) return known;
    const name = `${[...group.axes].sort().join()}|${group.positions?.join() ?? ""}`;
    const entry = byName.get(name) ?? { axes: group.axes.map(axisIndex), members: new Map() };
    byName.set(name, entry);
    resolved.set(group, entry);
    return entry;
  }

  function membersOf(first: number, axes: number[], positions: readonly number[] | undefined): number[] {
    if (positions !== undefined) {
      const axis = axes[0]!;
      const inside = positions.every((p) => Number.isInteger(p) && p >= 0 && p < grid[axis]!.size);
      if (axes.length === 1 && inside) return positions.map((p) => first + p * strides[axis]!);
      throw new AstraError("INVALID_VALUE", {
        field: "group.positions",
        problem: "positions need one axis and must lie on it",
        found: positions,
        expected: `positions below ${grid[axis]!.size} on one axis`,
      });
    }
    let members = [first];
    for (const axis of [...axes].sort((a, b) => b - a)) {
      const { size } = grid[axis]!;
      members = members.flatMap((rank) => Array.from({ length: size }, (_, p) => rank + p * strides[axis]!));
    }
    return members;
  }
}

function namedGroup(name: string, { groups = {} }: GraphWorkload): readonly number[] {
  if (Object.hasOwn(groups, name)) return groups[name]!;
  const names = Object.keys(groups);
  throw new AstraError("UNKNOWN_NAME", {
    field: "groups",
    problem: "a node of the graph names a group that the workload has not",
    found: name,
    expected: names.length === 0 ? "a workload with groups" : `one of ${names.join(", ")}`,
    hint: didYouMean(name, names),
  });
}

function isRelative(group: readonly number[] | RelativeGroup): group is RelativeGroup {
  return "axes" in group;
}

function checkedRank(rank: number, npus: number): number {
  if (Number.isInteger(rank) && rank >= 0 && rank < npus) return rank;
  throw new AstraError("INVALID_VALUE", {
    problem: "a node of the graph names a rank that the workload has not",
    found: rank,
    expected: `a rank from 0 to ${npus - 1}`,
  });
}

function checkedStrides(grid: readonly GridAxis[], npus: number): number[] {
  const strides: number[] = [];
  let product = 1;
  for (const axis of grid) {
    strides.push(product);
    product *= axis.size;
  }
  if (grid.length === 0 || product === npus) return strides;
  throw new AstraError("LENGTH_MISMATCH", {
    field: "grid",
    problem: `the axes ${grid.map((axis) => `${axis.name} ${axis.size}`).join(" x ")} do not number the graph's ranks`,
    found: product,
    expected: `${npus} ranks`,
  });
}
