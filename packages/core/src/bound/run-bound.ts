import type { CollectiveKind } from "../collective/kind.js";
import { logicalDimensionsOf } from "../system/logical-dimensions.js";
import type { Topology } from "../topology/topology.js";
import { type CollectiveBound, collectiveBound } from "./collective-bound.js";
import type { CollectiveEntry } from "./collective-ledger.js";
import { machineOf, machineOfGroup } from "./machine.js";

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

/** The physical lower bound of a run, and how near it came. */
export interface Bound {
  /** Time until the last NPU can have finished at the earliest, ns: the largest of the parts. */
  total: number;
  /** Finish of the last NPU over `total`; 1 is perfect, less is impossible. Null where the bound is 0. */
  ratio: number | null;
  limitedBy: "compute" | "latency" | "ports" | "bisection" | "nothing";
  /** ns. Compute of rank 0; news from the farthest NPU; bytes through the links of an NPU; bytes through the narrowest cut. */
  parts: { compute: number; latency: number; ports: number; bisection: number };
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
  /** Time until the last NPU had finished, ns. */
  readonly time: number;
  /** Compute of one NPU, ns. */
  readonly compute: number;
  /** Bytes sent by each NPU, and messages of all. */
  readonly bytesSent: ArrayLike<number>;
  readonly messages: number;
  readonly network: { readonly name: string; readonly contention: boolean };
}

/** Compares a run with the least time that latency, port bandwidth and bisection allow. Never throws: a result below the bound is reported, for the user to judge. */
export function runBound(input: BoundInput): Bound {
  const { topology, time, compute, network } = input;
  const collectives: CollectiveBoundReport[] = [];
  const excesses: Excess[] = [];
  const notes: string[] = [];
  // By the dimensions that took part: collectives over the same links add up, others may run side by side.
  const sums = new Map<string, LinkTimes>();
  let rounding = 0;
  for (const entry of input.collectives) {
    const { kind, bytes, npus, count, chunks } = entry;
    const machine =
      entry.group === undefined ? machineOf(topology, entry.dimensions) : machineOfGroup(topology, npus);
    const bound = collectiveBound(machine, kind, bytes, chunks);
    addLinkTimes(sums, entry, bound, machine.nearest);
    rounding = Math.max(rounding, bound.rounding);
    const report = collectiveReport(entry, bound.total);
    collectives.push(report);
    if (bytes === 0) notes.push(`${count} ${kind} of 0 bytes: nothing to move; check the workload.`);
    const { fastestTime } = report;
    if (fastestTime !== null && isBelow(fastestTime, bound.total, bound.rounding)) {
      const subject = `${kind === "reduce-scatter" ? "A" : "An"} ${kind} of ${bytes} B over ${npus} NPUs`;
      excesses.push({ subject, time: fastestTime, bound: bound.total });
    }
  }
  const sent = bytesThroughPorts(input);
  const most = (part: keyof LinkTimes, least: number): number =>
    [...sums.values()].reduce((largest, times) => Math.max(largest, times[part]), least);
  const parts = {
    compute,
    latency: most("latency", 0),
    ports: most("ports", sent.time),
    bisection: most("bisection", 0),
  };
  const total = Math.max(parts.compute, parts.latency, parts.ports, parts.bisection);
  if (isBelow(time, total, parts.ports === sent.time ? sent.rounding : rounding) && excesses.length === 0)
    excesses.push({ subject: "The run", time, bound: total });
  if (excesses.length > 0) notes.push(belowNote(excesses, network));
  return {
    total,
    ratio: total === 0 ? null : time / total,
    limitedBy: limit(parts, total),
    parts,
    below: excesses.length > 0,
    collectives,
    notes,
  };
}

/** Something that took less time than it can. */
interface Excess {
  readonly subject: string;
  readonly time: number;
  readonly bound: number;
}

/** Times that collectives need the same links for, ns. */
type LinkTimes = Pick<Bound["parts"], "latency" | "ports" | "bisection">;

function addLinkTimes(
  sums: Map<string, LinkTimes>,
  { kind, bytes, npus, count, group, dimensions }: CollectiveEntry,
  bound: CollectiveBound,
  nearest: number,
): void {
  // Groups that were named may use links of their own; only one of their collectives is sure to need its links.
  const links =
    group === undefined
      ? dimensions.map(({ physical }) => physical).join()
      : `group of ${npus} ${kind} ${bytes}`;
  const serial = group === undefined ? count : 1;
  // The last byte through the port has yet to arrive: once for all of them.
  const sum = sums.get(links) ?? { latency: 0, ports: bound.ports > 0 ? nearest : 0, bisection: 0 };
  sums.set(links, {
    latency: Math.max(sum.latency, bound.latency),
    ports: sum.ports + serial * Math.max(0, bound.ports - nearest),
    bisection: sum.bisection + serial * bound.bisection,
  });
}

function collectiveReport(entry: CollectiveEntry, bound: number): CollectiveBoundReport {
  const { kind, bytes, npus, count, ended, sum, fastest } = entry;
  const fastestTime = ended === 0 ? null : fastest;
  return {
    kind,
    bytes,
    npus,
    count,
    bound,
    meanTime: ended === 0 ? null : sum / ended,
    fastestTime,
    ratio: fastestTime === null || bound === 0 ? null : fastestTime / bound,
  };
}

function limit(parts: Bound["parts"], total: number): Bound["limitedBy"] {
  if (total === 0) return "nothing";
  return (Object.keys(parts) as (keyof Bound["parts"])[]).find((part) => parts[part] === total) ?? "nothing";
}

/** A model with times in whole ns may be early by the rounding of each message. A part in a billion is left for floating-point sums. */
function isBelow(time: number, bound: number, rounding: number): boolean {
  return time < bound * (1 - rounding) * (1 - 1e-9) - 1;
}

/** What was sent in fact has to pass the links of the NPU that sent it, whatever it was for. */
function bytesThroughPorts({ topology, bytesSent, messages }: BoundInput): {
  time: number;
  rounding: number;
} {
  const { bestPort } = machineOf(topology, logicalDimensionsOf(topology));
  let most = 0;
  for (let rank = 0; rank < bytesSent.length; rank++) most = Math.max(most, bytesSent[rank]);
  if (most === 0 || bestPort === 0) return { time: 0, rounding: 0 };
  const time = most / bestPort;
  return { time, rounding: Math.min(1, messages / time) };
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
