import {
  type CollectiveKind,
  type Experiment,
  type GraphWorkload,
  type Layer,
  partOfTopology,
  type Registry,
  symmetryThreshold,
} from "@astra-ts/core";
import { buildExperiment } from "../experiment/build.js";
import { isMap } from "../experiment/merge.js";
import type { ReusedParts } from "../experiment/reused-parts.js";
import { changed, type SweepPoint } from "./points.js";
import type { SweepBase } from "./run-point.js";

/** Seconds of one core that a backend takes for a message, and for a byte on a link: measured with `npm run bench` on a core of a server, rounded. */
const rates: Readonly<Record<string, { readonly message: number; readonly byte: number }>> = {
  analytical: { message: 0.25e-6, byte: 0 },
  "analytical-congestion": { message: 0.5e-6, byte: 0 },
  flow: { message: 1e-6, byte: 0 },
  packet: { message: 2e-6, byte: 2e-9 },
  ns3: { message: 1e-5, byte: 1e-8 },
};
/** Of a backend that is not known here. */
const unknownRate = { message: 1e-6, byte: 0 };
/** What the shortest point takes, s. */
const leastSeconds = 0.001;

/** What a point will ask of the network, by an estimate. */
export interface PointWork {
  /** Messages of all NPUs that are simulated. */
  readonly messages: number;
  /** Bytes that they send at least: those of the lower bound. */
  readonly bytes: number;
}

/** What a point takes, by an estimate. */
export interface PointEstimate {
  /** On one core. */
  readonly seconds: number;
  /** Bytes of memory, beside what the process takes anyway. */
  readonly memory: number;
}

/** Bytes that a run holds for each NPU and for each node of an execution graph, rounded up. */
const bytesPerNpu = 8192;
const bytesPerNode = 300;

/**
 * Estimates a point from its messages and from the bytes that its NPUs must send: good enough to deal points evenly and to ask a scheduler for time and memory.
 * A point that cannot be built costs next to nothing.
 */
export function pointEstimate(
  base: SweepBase,
  point: SweepPoint,
  registry: Registry,
  reuse: ReusedParts,
): PointEstimate {
  const raw = changed(base.raw, point.changes);
  try {
    const { experiment } = buildExperiment(
      { file: base.file, raw, locate: (error) => error },
      registry,
      undefined,
      reuse,
    );
    return experimentEstimate(experiment);
  } catch {
    // What is wrong with it is told where it is run.
    return { seconds: leastSeconds, memory: 0 };
  }
}

/** Estimates a run. */
export function experimentEstimate(experiment: Experiment): PointEstimate {
  const { topology, workload, network } = experiment;
  const { message, byte } = rates[network.name] ?? unknownRate;
  const { messages, bytes } = workOf(experiment);
  const nodes = workload.kind === "graph" ? nodesOf(workload) : 0;
  return {
    seconds: leastSeconds + messages * message + bytes * byte,
    memory: topology.npus * bytesPerNpu + nodes * bytesPerNode,
  };
}

/** Messages and bytes of an experiment. Rings are assumed, as they are the most messages that a usual algorithm sends. Background traffic is left out: nobody knows how long it runs. */
export function workOf(experiment: Experiment): PointWork {
  const { topology, workload, network } = experiment;
  if (workload.kind === "jobs")
    return sumOf(
      workload.jobs.map((job) => {
        const { ranks, grid, alone = true, system = experiment.system } = job;
        const own = { ...experiment, ...job, system, topology: partOfTopology(topology, ranks, grid) };
        return times(alone ? 2 : 1, workOf(own));
      }),
    );
  const chunks = numberOf(experiment.system?.options, "preferredDatasetSplits") ?? 1;
  const passes = numberOf(experiment.workloadOptions, "passes") ?? 1;
  const isOne =
    network.name.startsWith("analytical") &&
    (experiment.symmetry === "on" || (experiment.symmetry !== "off" && topology.npus >= symmetryThreshold));
  const senders = isOne ? 1 : topology.npus;
  const sizes = topology.dimensions.map(({ npus }) => npus);
  const collective = (kind: CollectiveKind, bytes: number): PointWork => ({
    messages: senders * chunks * steps(kind, sizes),
    bytes: senders * bytes * timesSent(kind, topology.npus),
  });
  if (workload.kind === "collective") return times(passes, collective(workload.collective, workload.bytes));
  if (workload.kind === "layers")
    return times(passes, sumOf(workload.layers.flatMap((layer) => ofLayer(layer, collective))));
  return times(passes, ofGraph(workload, chunks));
}

function ofLayer(
  { forward, inputGradient, weightGradient }: Layer,
  collective: (kind: CollectiveKind, bytes: number) => PointWork,
): PointWork[] {
  return [forward, inputGradient, weightGradient].flatMap(({ communication, bytes }) =>
    communication === null || bytes === 0 ? [] : [collective(communication, bytes)],
  );
}

/** A node counts as a message, and a collective as those that one NPU sends: what the nodes are in detail would take as long to find out as a short run. */
function ofGraph(workload: GraphWorkload, chunks: number): PointWork {
  return { messages: nodesOf(workload) * chunks, bytes: 0 };
}

function nodesOf({ ranks }: GraphWorkload): number {
  return ranks.reduce((sum, list) => sum + list.length, 0);
}

function steps(kind: CollectiveKind, sizes: readonly number[]): number {
  const once = sizes.reduce((sum, npus) => sum + (npus - 1), 0);
  return kind === "all-reduce" ? 2 * once : once;
}

/** Of a collective with a root, what all NPUs send is shared out among them. */
function timesSent(kind: CollectiveKind, npus: number): number {
  const share = (npus - 1) / npus;
  if (kind === "scatter") return share / npus;
  return kind === "all-reduce" ? 2 * share : kind === "all-gather" ? npus - 1 : share;
}

function times(passes: number, { messages, bytes }: PointWork): PointWork {
  return { messages: passes * messages, bytes: passes * bytes };
}

function sumOf(works: readonly PointWork[]): PointWork {
  return works.reduce(
    (sum, own) => ({ messages: sum.messages + own.messages, bytes: sum.bytes + own.bytes }),
    {
      messages: 0,
      bytes: 0,
    },
  );
}

function numberOf(options: unknown, key: string): number | undefined {
  const value = isMap(options) ? options[key] : undefined;
  return typeof value === "number" ? value : undefined;
}
