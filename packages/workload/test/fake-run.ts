import {
  type CollectiveHandle,
  type CollectiveRequest,
  createMailbox,
  createTopology,
  EventWheel,
  type Layer,
  type LayerPass,
  type LayerWorkload,
  type PreparedWorkload,
  RankAgenda,
  type RunEvent,
  type RunningWorkload,
  type SystemLayer,
  type Topology,
  type TrainingLoop,
  type WorkEvent,
} from "@astra-ts/core";
import { builtInLoops, type LayersOptions, layersModel } from "../src/index.js";

/** A ring of each of these sizes, one per dimension. */
export function rings(...npus: number[]): Topology {
  return createTopology(
    npus.map((count) => ({ shape: "ring", npus: count, bandwidth: 50, latency: 500, links: 2 })),
  );
}

export interface Issued {
  readonly rank: number;
  readonly time: number;
  readonly request: CollectiveRequest;
}

/** A run of a prepared workload over a system layer whose collectives take one ns per byte, and over a network without delay. */
export function runPrepared(
  prepared: PreparedWorkload,
  ranks: number,
): { workload: RunningWorkload; issued: Issued[]; works: WorkEvent[]; end: number } {
  const simulator = new EventWheel();
  const agenda = new RankAgenda(simulator, ranks);
  const mailbox = createMailbox(
    simulator,
    {
      send: (message, delivered) => simulator.schedule(message.bytes, delivered),
      report: () => ({ messages: 0, bytes: 0, dimensions: [], counters: {} }),
    },
    ranks,
  );
  const issued: Issued[] = [];
  const system: SystemLayer = {
    logicalDimensions: prepared.logicalDimensions,
    issue(rank, request, done): CollectiveHandle {
      issued.push({ rank, time: simulator.now, request });
      const active = prepared.logicalDimensions.some(
        ({ npus }, index) => npus > 1 && (request.dimensions?.[index] ?? true),
      );
      if (active) agenda.after(rank, request.bytes, done);
      return {
        active,
        chunks: 2,
        issued: simulator.now,
        queueingDelay: [0, 3],
        networkDelay: [request.bytes],
      };
    },
    report: () => ({ dimensions: [], counters: {} }),
    pending: () => [],
  };
  const told: RunEvent[] = [];
  const tap = { wants: (rank: number) => rank === 0, tell: (event: RunEvent) => void told.push(event) };
  const workload = prepared.create({ simulator, agenda, mailbox, system, tap });
  workload.start();
  while (simulator.step());
  const works = told.filter((event): event is WorkEvent => event.kind === "work-timed");
  return { workload, issued, works, end: simulator.now };
}

export interface LoopRun {
  readonly finish: number | null;
  readonly issued: Issued[];
  readonly workload: RunningWorkload;
  /** What rank 0 did, as told at the tap. */
  readonly works: readonly WorkEvent[];
  readonly warnings: string[];
}

/** Runs a layer workload; only rank 0's finish and collectives are given back. */
export function runLayers(
  workload: LayerWorkload,
  topology: Topology,
  options: Partial<LayersOptions> = {},
  loops: readonly TrainingLoop[] = builtInLoops,
): LoopRun {
  const warnings: string[] = [];
  const prepared = layersModel.prepare(
    {
      topology,
      trainingLoops: new Map(loops.map((loop) => [loop.name, loop])),
      warn: (message) => void warnings.push(message),
    },
    workload,
    { passes: 1, computeScale: 1, communicationScale: 1, ...options },
  );
  const { workload: running, issued, works } = runPrepared(prepared, topology.npus);
  return {
    finish: running.report().finish[0],
    issued: issued.filter(({ rank }) => rank === 0),
    workload: running,
    works,
    warnings,
  };
}

export function pass(
  compute: number,
  communication: LayerPass["communication"] = null,
  bytes = 0,
): LayerPass {
  return { compute, communication, bytes };
}

export function layer(name: string, passes: Partial<Layer> = {}): Layer {
  return {
    name,
    forward: pass(10),
    inputGradient: pass(20),
    weightGradient: pass(30),
    updateTime: 1,
    ...passes,
  };
}
