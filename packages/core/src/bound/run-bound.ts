import type { CollectiveKind } from "../collective/kind.js";
import type { Topology } from "../topology/topology.js";
import { type CollectiveBound, CollectiveBounds } from "./collective-bound.js";
import type { CollectiveEntry } from "./collective-ledger.js";
import { cutMachine, cutTimes, timeOf } from "./cut-bound.js";
import { collectiveDemand, type Demand, type PairTraffic, transferDemands } from "./demand.js";
import { grouped } from "./grouped.js";
import { shareOf } from "./needs.js";

/** Collectives that were alike, against what they take at least. */
export interface CollectiveBoundReport {
  kind: CollectiveKind;
  bytes: number;
  /** NPUs of one group. */
  npus: number;
  count: number;
  /** Lower bound of one, ns. */
  bound: number;
  /** Time from first issue to last end, ns: mean, and the fastest. Null where none ended. */
  meanTime: number | null;
  fastestTime: number | null;
  /** Fastest time over bound. Null where one of them is not known or 0. */
  ratio: number | null;
}

/** The physical lower bound of a run, and how near it came. It follows from what collectives and messages require, not from how they were done. */
export interface Bound {
  /** Time until the last NPU can have finished at the earliest, ns: the largest of the parts. */
  total: number;
  /** Finish of the last NPU over `total`; 1 is perfect, less is impossible. Null where the bound is 0. */
  ratio: number | null;
  limitedBy: "compute" | "latency" | "ports" | "cut" | "nothing";
  /** What limits it, in words: `what NPU 10 receives`. Empty where latency or nothing does. */
  where: string;
  /** ns. The most that one NPU computes; news from the farthest NPU; bytes through the links of NPUs; bytes through the narrowest cut around a larger part. */
  parts: { compute: number; latency: number; ports: number; cut: number };
  /** True where the run or a collective beat physics, beyond what whole-ns rounding explains. */
  below: boolean;
  collectives: CollectiveBoundReport[];
  /** What is wrong, in sentences: results below the bound, collectives of zero bytes. */
  notes: string[];
}

/** What a run did, as far as its bound depends on it. */
export interface BoundInput {
  readonly topology: Topology;
  readonly collectives: Iterable<CollectiveEntry>;
  /** What the workload itself sent from NPU to NPU. */
  readonly transfers: Iterable<PairTraffic>;
  /** Time until the last NPU had finished, ns. */
  readonly time: number;
  /** Compute of each NPU, ns. */
  readonly compute: readonly number[];
  readonly messages: number;
  readonly network: { readonly name: string; readonly contention: boolean };
}

/** Compares a run with the least time that latency and bandwidth allow. Never throws: a result below the bound is reported, for the user to judge. */
export function runBound(input: BoundInput): Bound {
  const { topology, time, network } = input;
  const machine = cutMachine(topology);
  const bounds = new CollectiveBounds(machine);
  const transfers = [...input.transfers];
  const bounded = [...input.collectives].map((entry): Bounded => ({ entry, bound: bounds.of(entry) }));
  const ended = bounded.filter(({ entry }) => entry.ended > 0);
  const { ports, cut } = cutTimes(machine, [
    ...collectiveDemands(
      topology,
      ended.map(({ entry }) => entry),
    ),
    ...transferDemands(topology, transfers),
  ]);
  const latencies = [
    ...ended.map(({ bound }) => bound.latency),
    ...transfers.map(({ source, destination }) => machine.distances.between(source, destination)),
  ];
  const parts = {
    compute: most(input.compute),
    latency: most(latencies),
    ports: timeOf(ports),
    cut: timeOf(cut),
  };
  const physical = most(Object.values(parts));
  const limitedBy = limit(parts, physical);
  const rounding = Math.max(
    most(ended.map(({ bound }) => bound.rounding)),
    transfers.length === 0 ? 0 : messageRounding(input, physical),
  );
  const isBelow = isImpossible(time, physical, rounding);
  const excesses = ended.flatMap(excessOf);
  if (isBelow && excesses.length === 0) excesses.push({ subject: "The run", time, bound: physical });
  const total = isBelow ? physical : Math.min(physical, time);
  return {
    total,
    ratio: total === 0 ? null : time / total,
    limitedBy,
    where: { compute: "what one NPU computes", latency: "", nothing: "", ports: ports.where, cut: cut.where }[
      limitedBy
    ],
    parts,
    below: excesses.length > 0,
    collectives: reportsOf(bounded),
    notes: [
      ...bounded.filter(({ entry }) => entry.bytes === 0).map(emptyNote),
      ...(excesses.length === 0 ? [] : [belowNote(excesses, network)]),
    ],
  };
}

function most(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}

function emptyNote({ entry: { count, kind } }: Bounded): string {
  return `${count} ${kind} of 0 bytes: nothing to move; check the workload.`;
}

/** Something that took less time than it can. */
interface Excess {
  readonly subject: string;
  readonly time: number;
  readonly bound: number;
}

/** Collectives of one kind in one place add up. */
function collectiveDemands(topology: Topology, entries: readonly CollectiveEntry[]): Demand[] {
  const sums = new Map<string, { readonly entry: CollectiveEntry; share: number }>();
  for (const entry of entries) {
    const { kind, bytes, chunks, npus, ended, place, root } = entry;
    if (npus < 2 || ended === 0) continue;
    const key = `${kind} ${place} ${root}`;
    const sum = sums.get(key) ?? { entry, share: 0 };
    sum.share += ended * shareOf(kind, bytes, chunks, npus);
    sums.set(key, sum);
  }
  return [...sums.values()].map(({ entry: { kind, dimensions, group, root }, share }) =>
    collectiveDemand(topology, kind, share, dimensions, group, root),
  );
}

function excessOf({ entry: { kind, bytes, npus, fastest }, bound }: Bounded): Excess[] {
  if (!isImpossible(fastest, bound.total, bound.rounding)) return [];
  const subject = `${kind.startsWith("a") ? "An" : "A"} ${kind} of ${bytes} B over ${npus} NPUs`;
  return [{ subject, time: fastest, bound: bound.total }];
}

/** A collective with its bound, ns. */
interface Bounded {
  readonly entry: CollectiveEntry;
  readonly bound: CollectiveBound;
}

/** Collectives of one kind and size in groups of one size are told together, with the smallest of their bounds. */
function reportsOf(bounded: readonly Bounded[]): CollectiveBoundReport[] {
  const alike = grouped(bounded, ({ entry: { kind, bytes, npus, chunks, group, place } }) =>
    [kind, bytes, chunks, npus, group === undefined ? place : "group"].join(" "),
  );
  return [...alike.values()].map((some) => {
    const { kind, bytes, npus } = some[0].entry;
    const total = (key: "count" | "ended" | "sum"): number =>
      some.reduce((sum, { entry }) => sum + entry[key], 0);
    const least = (of: (own: Bounded) => number): number =>
      some.reduce((smallest, own) => Math.min(smallest, of(own)), Infinity);
    const ended = total("ended");
    const fastestTime = ended === 0 ? null : least(({ entry }) => entry.fastest);
    const bound = least((own) => boundIn(own, own.entry.fastest));
    const ratio = fastestTime === null || bound === 0 ? null : fastestTime / bound;
    const meanTime = ended === 0 ? null : total("sum") / ended;
    return { kind, bytes, npus, count: total("count"), bound, meanTime, fastestTime, ratio };
  });
}

/** The bound in whole ns, as far as that explains the time. */
function boundIn({ bound: { total, rounding } }: Bounded, time: number): number {
  return isImpossible(time, total, rounding) ? total : Math.min(total, time);
}

function limit(parts: Bound["parts"], total: number): Bound["limitedBy"] {
  if (total === 0) return "nothing";
  return (Object.keys(parts) as (keyof Bound["parts"])[]).find((part) => parts[part] === total) ?? "nothing";
}

/** A model with times in whole ns may be early by the rounding of each message. A part in a billion is left for floating-point sums. */
function isImpossible(time: number, bound: number, rounding: number): boolean {
  return time < bound * (1 - rounding) * (1 - 1e-9) - 1;
}

/** What rounding each of an NPU's messages down may save, as a share of the bound. */
function messageRounding({ messages }: BoundInput, bound: number): number {
  return bound === 0 ? 0 : Math.min(1, messages / bound);
}

/** One sentence, about the worst of them. */
function belowNote(excesses: readonly Excess[], { name, contention }: BoundInput["network"]): string {
  const worst = excesses.reduce((a, b) => (b.time * a.bound < a.time * b.bound ? b : a));
  const others = excesses.length === 1 ? "" : ` (and ${excesses.length - 1} other kinds of collective)`;
  const figures = `${worst.subject}${others} took ${worst.time} ns, less than the ${Math.ceil(worst.bound)} ns that latency and bandwidth allow`;
  return contention
    ? `${figures}: a defect of the network model "${name}" or of the input (an algorithm that does not do the whole collective).`
    : `${figures}: the network model "${name}" ignores that messages share links. Compare with a model that has contention.`;
}
