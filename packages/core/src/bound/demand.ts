import { type CollectiveKind, isRooted } from "../collective/kind.js";
import type { LogicalDimension } from "../system/system.js";
import type { DimensionSet, Partition } from "../topology/partition.js";
import type { Topology } from "../topology/topology.js";
import { grouped } from "./grouped.js";
import { needs } from "./needs.js";

/** Bytes that must leave and enter each part of a partition, whatever the algorithm. */
export interface PartDemand {
  readonly out: Float64Array;
  readonly into: Float64Array;
  /** Out of all parts together. */
  together: number;
}

/** Something that bytes are needed for. Its messages keep to the links of `dimensions`, as routes are shortest ones. */
export interface Demand {
  readonly dimensions: DimensionSet;
  /** Adds what it needs to a partition's demand. */
  addTo(demand: PartDemand, partition: Partition): void;
  /** Ranks that take part, where that is not all of them. */
  readonly members?: readonly number[];
}

/** Every dimension of a topology. */
export function allDimensions(topology: Topology): DimensionSet {
  return topology.dimensions.reduce((set, _, index) => set | (1 << index), 0);
}

/** Collectives of one kind with `share` bytes in all: one over a group of ranks, or, where none is named, one in each group of the logical dimensions that take part. */
export function collectiveDemand(
  topology: Topology,
  kind: CollectiveKind,
  share: number,
  involved: readonly LogicalDimension[],
  ranks: readonly number[] | undefined,
  root = 0,
): Demand {
  const used = involved.filter(({ npus }) => npus > 1);
  const members = ranks?.length ?? used.reduce((product, { npus }) => product * npus, 1);
  const groups = ranks === undefined ? topology.npus / members : 1;
  const groupOf = groups === 1 ? () => 0 : groupNumbers(topology.npus, used);
  return {
    dimensions:
      ranks === undefined
        ? used.reduce((set, { physical }) => set | (1 << physical), 0)
        : differing(topology, ranks),
    ...(ranks && { members: ranks }),
    addTo: (demand, partition) =>
      addCollectives(demand, partition, kind, share, {
        members,
        groups,
        groupOf,
        ranks,
        isRoot: ranks === undefined ? (rank) => placeIn(used, rank) === root : (rank) => rank === ranks[root],
      }),
  };
}

/** Bytes from one NPU to another. */
export interface PairTraffic {
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
}

/** Messages between NPUs, by the dimensions that they pass. */
export function transferDemands(topology: Topology, transfers: Iterable<PairTraffic>): Demand[] {
  const byDimensions = grouped(transfers, ({ source, destination }) =>
    differing(topology, [source, destination]),
  );
  return [...byDimensions].map(([dimensions, own]) => {
    return {
      dimensions,
      addTo(demand, { partOf }) {
        for (const { source, destination, bytes } of own) {
          const from = partOf[source];
          const to = partOf[destination];
          if (from === to) continue;
          if (to !== -1) demand.into[to] += bytes;
          if (from === -1) continue;
          demand.out[from] += bytes;
          demand.together += bytes;
        }
      },
    };
  });
}

/** Dimensions in which the ranks do not all agree. */
function differing(topology: Topology, ranks: readonly number[]): DimensionSet {
  return topology.dimensions.reduce((set, _, index) => {
    const first = topology.coordinate(ranks[0], index);
    return ranks.some((rank) => topology.coordinate(rank, index) !== first) ? set | (1 << index) : set;
  }, 0);
}

/** The place of a rank among those that differ from it in these dimensions alone, innermost first. */
function placeIn(dimensions: readonly LogicalDimension[], rank: number): number {
  return dimensions.reduceRight(
    (place, { npus, stride }) => place * npus + (Math.floor(rank / stride) % npus),
    0,
  );
}

/** A number for the place of each rank in the dimensions that do not take part. */
function groupNumbers(npus: number, involved: readonly LogicalDimension[]): (rank: number) => number {
  const numbers = new Map<number, number>();
  const byRank = Int32Array.from({ length: npus }, (_, rank) => {
    const lowest = involved.reduce((least, dimension) => {
      return least - (Math.floor(rank / dimension.stride) % dimension.npus) * dimension.stride;
    }, rank);
    const number = numbers.get(lowest) ?? numbers.size;
    numbers.set(lowest, number);
    return number;
  });
  return (rank) => byRank[rank];
}

interface Groups {
  /** NPUs of one group, and how many groups there are. */
  readonly members: number;
  readonly groups: number;
  readonly groupOf: (rank: number) => number;
  /** Ranks in any of the groups; undefined: all. */
  readonly ranks: readonly number[] | undefined;
  /** Whether a rank is the root of its group. */
  readonly isRoot: (rank: number) => boolean;
}

function addCollectives(
  demand: PartDemand,
  { partOf, parts }: Partition,
  kind: CollectiveKind,
  share: number,
  { members, groups, groupOf, ranks, isRoot }: Groups,
): void {
  const { out, into, between } = needs[kind];
  // How many members of each group each part holds, part by part.
  const inside = new Int32Array(groups);
  const hasRoot = new Uint8Array(groups);
  const touched = new Int32Array(groups);
  const knowsRoots = isRooted(kind);
  let covered = 0;
  for (const [part, own] of byPart(partOf, parts, ranks)) {
    const seen: number[] = [];
    for (const rank of own) {
      const group = groupOf(rank);
      if (inside[group]++ === 0) seen.push(group);
      if (knowsRoots && isRoot(rank)) hasRoot[group] = 1;
    }
    covered += own.length;
    for (const group of seen) {
      const count = inside[group];
      const withRoot = hasRoot[group] === 1;
      inside[group] = 0;
      hasRoot[group] = 0;
      touched[group]++;
      if (count === members) continue;
      const leaving = share * out(members, count, withRoot);
      demand.out[part] += leaving;
      demand.into[part] += share * into(members, count, withRoot);
      if (between === undefined) demand.together += leaving;
    }
  }
  if (between === undefined || covered < members * groups) return;
  for (const parts of touched) demand.together += share * between(members, parts);
}

function byPart(partOf: Int32Array, parts: number, ranks: readonly number[] | undefined) {
  if (ranks !== undefined)
    return grouped(
      ranks.filter((rank) => partOf[rank] !== -1),
      (rank) => partOf[rank],
    ).entries();
  const first = new Int32Array(parts + 1);
  for (const part of partOf) if (part !== -1) first[part + 1]++;
  for (let part = 0; part < parts; part++) first[part + 1] += first[part];
  const fill = first.slice(0, parts);
  const sorted = new Int32Array(first[parts]);
  partOf.forEach((part, rank) => {
    if (part !== -1) sorted[fill[part]++] = rank;
  });
  return Array.from({ length: parts }, (_, part) => {
    return [part, sorted.subarray(first[part], first[part + 1])] as const;
  }).values();
}
