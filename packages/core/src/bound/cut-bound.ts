import type { Cuts } from "../topology/cuts.js";
import { type DimensionSet, nameOfPart, type Partition } from "../topology/partition.js";
import type { Topology } from "../topology/topology.js";
import { allDimensions, type Demand, type PartDemand } from "./demand.js";

/** A machine's partitions and distances: what bounds are computed from. */
export interface CutMachine extends Cuts {
  readonly topology: Topology;
}

/** The time that bytes take through a part's links at least. */
export interface CutTime {
  /** Bytes that have to cross, and bytes per ns that the links carry. */
  readonly bytes: number;
  readonly width: number;
  /** Way of the last byte from there to its destination, ns. */
  readonly rest: number;
  /** `what NPU 10 receives`; empty where nothing has to cross. */
  readonly where: string;
}

/** The least times at the links of single NPUs, and of larger parts. */
export interface CutTimes {
  readonly ports: CutTime;
  readonly cut: CutTime;
}

/** A sweep runs one machine many times. */
const known = new WeakMap<Topology, CutMachine>();

/** What bounds on this machine are computed from. */
export function cutMachine(topology: Topology): CutMachine {
  const before = known.get(topology);
  if (before !== undefined) return before;
  const machine = { topology, ...topology.cuts() };
  known.set(topology, machine);
  return machine;
}

const nothing: CutTime = { bytes: 0, width: 1, rest: 0, where: "" };

/** ns. */
export function timeOf({ bytes, width, rest }: CutTime): number {
  return bytes / width + rest;
}

/** The least times that all demands together take, over every partition and every set of dimensions that demands keep to. */
export function cutTimes(machine: CutMachine, demands: readonly Demand[]): CutTimes {
  const times = { ports: nothing, cut: nothing };
  if (demands.length === 0) return times;
  const sets = new Set([...demands.map(({ dimensions }) => dimensions), allDimensions(machine.topology)]);
  for (const dimensions of machine.topology.regular ? sets : [allDimensions(machine.topology)]) {
    const own = demands.filter((demand) => (demand.dimensions & ~dimensions) === 0);
    for (const partition of machine.partitions) {
      const key = partition.isSingles ? "ports" : "cut";
      const time = longest(machine, partition, dimensions, own);
      if (timeOf(time) > timeOf(times[key])) times[key] = time;
    }
  }
  return times;
}

function longest(
  { distances }: CutMachine,
  partition: Partition,
  dimensions: DimensionSet,
  demands: readonly Demand[],
): CutTime {
  const { parts, isSingles } = partition;
  const demand: PartDemand = { out: new Float64Array(parts), into: new Float64Array(parts), together: 0 };
  const widths = partition.widths(dimensions);
  let longest = { bytes: 0, width: 1, name: () => "" };
  const consider = (bytes: number, width: number, name: () => string): void => {
    if (bytes * longest.width > longest.bytes * width && width > 0) longest = { bytes, width, name };
  };
  for (const own of demands) {
    const before = demand.together;
    own.addTo(demand, partition);
    const { members } = own;
    // Messages of a group leave parts that its members are in.
    if (members !== undefined)
      consider(demand.together - before, widthOf(partition, widths.out, members), () => {
        return `what a group of ${members.length} NPUs sends`;
      });
  }
  consider(demand.together, sum(widths.out), () =>
    isSingles ? "what all NPUs send" : `what ${parts} parts of the machine send each other`,
  );
  const verb = isSingles ? "s" : "";
  for (let part = 0; part < parts; part++) {
    consider(demand.out[part], widths.out[part], () => `what ${nameOfPart(partition, part)} send${verb}`);
    consider(
      demand.into[part],
      widths.into[part],
      () => `what ${nameOfPart(partition, part)} receive${verb}`,
    );
  }
  const { bytes, width, name } = longest;
  if (bytes === 0) return nothing;
  // The last byte has yet to arrive: from an NPU's own port all the way, past any other cut over one link at least.
  const rest = isSingles ? distances.nearest(dimensions) : distances.link(dimensions);
  return { bytes, width, rest, where: name() };
}

function widthOf({ partOf }: Partition, widths: Float64Array, members: readonly number[]): number {
  const parts = new Set(members.map((rank) => partOf[rank]));
  if (parts.has(-1)) return 0;
  let width = 0;
  for (const part of parts) width += widths[part];
  return width;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
