import { type CollectiveKind, isRooted } from "../collective/kind.js";
import { logicalDimensionsOf } from "../system/logical-dimensions.js";
import type { LogicalDimension } from "../system/system.js";
import type { Topology } from "../topology/topology.js";
import { type CutMachine, type CutTime, cutMachine, cutTimes, timeOf } from "./cut-bound.js";
import { collectiveDemand } from "./demand.js";
import { shareOf } from "./needs.js";

/** Lower bound of one collective, by what forces it. All ns. */
export interface CollectiveBound {
  /** The largest of the parts. */
  readonly total: number;
  /** News from the farthest NPU cannot arrive earlier. */
  readonly latency: number;
  /** What an NPU must send or receive must pass its own links, and the last of it must arrive. */
  readonly ports: number;
  /** What must pass the narrowest cut around a larger part of the machine: a node, a leaf, a pod, a half of a dimension. */
  readonly cut: number;
  /** Share of `ports` and `cut` that a model with times in whole ns may lose by rounding each message down. */
  readonly rounding: number;
}

/** A collective as its bound sees it. */
export interface BoundedCollective {
  readonly kind: CollectiveKind;
  /** As in `CollectiveRequest`. */
  readonly bytes: number;
  /** Chunks that it is cut into. */
  readonly chunks: number;
  /** Logical dimensions that take part; absent: those of the topology. */
  readonly dimensions?: readonly LogicalDimension[];
  /** Ranks that take part, where it is a group of them. */
  readonly group?: readonly number[];
  /** Place of the root among those that take part, of the kinds that have one. Absent: 0. */
  readonly root?: number;
}

/** Time that a collective takes at least on a machine, whatever the algorithm. Switches do not reduce. Bytes that a chunk cannot split evenly among the NPUs are left out, as the algorithms leave them out. */
export function collectiveBound(topology: Topology, collective: BoundedCollective): CollectiveBound {
  return new CollectiveBounds(cutMachine(topology)).of(collective);
}

/** What a byte of the share takes. */
interface Rates {
  readonly ports: CutTime;
  readonly cut: CutTime;
  /** Time to the farthest NPU, ns. */
  readonly farthest: number;
}

/** Bounds of single collectives on one machine: what depends on the bytes is in proportion to them, so each kind is looked at once. */
export class CollectiveBounds {
  readonly #machine: CutMachine;
  readonly #rates = new Map<string, Rates>();

  constructor(machine: CutMachine) {
    this.#machine = machine;
  }

  of({ kind, bytes, chunks, dimensions, group, root = 0 }: BoundedCollective): CollectiveBound {
    const { topology, fastestLink } = this.#machine;
    const involved = dimensions ?? logicalDimensionsOf(topology);
    const npus = group?.length ?? involved.reduce((product, dimension) => product * dimension.npus, 1);
    if (npus < 2 || bytes === 0) return { total: 0, latency: 0, ports: 0, cut: 0, rounding: 0 };
    const share = shareOf(kind, bytes, chunks, npus);
    const rates = this.#ratesOf(kind, involved, group, root);
    const { farthest: latency } = rates;
    const ports = timeOfShare(rates.ports, share);
    const cut = timeOfShare(rates.cut, share);
    // A message takes floor(x) ns for x >= shortest: at worst x is just below the next whole number.
    const rounding = 1 / (Math.floor(share / Math.max(1, chunks) / fastestLink) + 1);
    return { total: Math.max(latency, ports, cut), latency, ports, cut, rounding };
  }

  #ratesOf(
    kind: CollectiveKind,
    involved: readonly LogicalDimension[],
    group: readonly number[] | undefined,
    root: number,
  ): Rates {
    const place = group?.join() ?? involved.map(({ npus, stride }) => `${npus}:${stride}`).join(" ");
    const key = `${kind} ${group === undefined ? "dimensions" : "group"} ${place} ${root}`;
    let rates = this.#rates.get(key);
    if (rates === undefined) {
      rates = measure(this.#machine, kind, involved, group, root);
      this.#rates.set(key, rates);
    }
    return rates;
  }
}

/** A share so large that the narrowest place is found and not the farthest one. */
const manyBytes = 2 ** 40;

function measure(
  machine: CutMachine,
  kind: CollectiveKind,
  involved: readonly LogicalDimension[],
  group: readonly number[] | undefined,
  root: number,
): Rates {
  const { topology, distances } = machine;
  const demand = (share: number) => collectiveDemand(topology, kind, share, involved, group, root);
  const { ports, cut } = cutTimes(machine, [demand(manyBytes)]);
  const nearest = () => distances.nearest(demand(1).dimensions);
  const farthest = isRooted(kind)
    ? (farthestFromRoot(machine, kind, involved, group, root) ?? nearest())
    : group === undefined
      ? distances.farthest(involved)
      : nearest();
  return { ports: ofOneByte(ports), cut: ofOneByte(cut), farthest };
}

/** Time between the root and whoever is farthest from it; undefined where it is not cheap to tell: with several groups, or on uneven machines. */
function farthestFromRoot(
  { topology, distances }: CutMachine,
  kind: CollectiveKind,
  involved: readonly LogicalDimension[],
  group: readonly number[] | undefined,
  root: number,
): number | undefined {
  const members = involved.reduce((product, { npus }) => product * npus, 1);
  if (!topology.regular || (group === undefined && members !== topology.npus)) return undefined;
  const own = group?.[root] ?? root;
  const isOutwards = kind === "broadcast" || kind === "scatter";
  let farthest = 0;
  for (let place = 0; place < (group?.length ?? members); place++) {
    const other = group?.[place] ?? place;
    const time = isOutwards ? distances.between(own, other) : distances.between(other, own);
    farthest = Math.max(farthest, time);
  }
  return farthest;
}

function ofOneByte(time: CutTime): CutTime {
  return { ...time, bytes: time.bytes / manyBytes };
}

function timeOfShare({ bytes, ...rest }: CutTime, share: number): number {
  return bytes * share === 0 ? 0 : timeOf({ ...rest, bytes: bytes * share });
}
