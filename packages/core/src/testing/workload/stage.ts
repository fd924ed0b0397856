import { createMailbox } from "../../network/create-mailbox.js";
import type { Message } from "../../network/message.js";
import type { Network } from "../../network/network.js";
import { EventWheel } from "../../simulator/event-wheel.js";
import { RankAgenda } from "../../simulator/rank-agenda.js";
import type { CollectiveHandle, CollectiveRequest, SystemLayer } from "../../system/system.js";
import type { Topology } from "../../topology/topology.js";
import type { AnyWorkloadModel, RankView, WorkloadReport } from "../../workload/model.js";
import type { TrainingLoop } from "../../workload/training-loop.js";
import type { Workload } from "../../workload/workload.js";
import { broken } from "../checks/check.js";

/** Time of every collective on the kit's system layer, ns. */
const collectiveTime = 5000;
const mostSteps = 20_000_000;

/** What a workload model did with a workload. Plain data, so that two can be compared as text. */
export interface WorkloadTrace {
  readonly logicalDimensions: number;
  /** Collectives as they were asked for: `0 all-reduce 1024 @5000`. */
  readonly collectives: readonly string[];
  readonly messages: number;
  /** Ranks that had finished before the first event. */
  readonly finishedAtStart: number;
  readonly finished: number;
  /** When the last event ran, ns. */
  readonly end: number;
  readonly pendingMessages: number;
  readonly waiters: readonly number[];
  readonly shares: readonly number[];
  readonly report: WorkloadReport | undefined;
  readonly views: readonly RankView[];
}

/** The run of a workload: with collectives that end, or that none ever does. */
export interface PlayedWorkload {
  readonly workload: Workload;
  readonly topology: Topology;
  readonly trainingLoops: ReadonlyMap<string, TrainingLoop>;
  readonly collectivesEnd: boolean;
}

/** Prepares a workload, starts it on the kit's own system layer and network, and runs until nothing is left. */
export function playWorkload(
  model: AnyWorkloadModel,
  options: unknown,
  { workload, topology, trainingLoops, collectivesEnd }: PlayedWorkload,
): WorkloadTrace {
  const simulator = new EventWheel();
  const { npus } = topology;
  const agenda = new RankAgenda(simulator, npus);
  const network = { flightTime: ({ bytes }: Message) => 1000 + Math.floor(bytes / 50) } as Network;
  const mailbox = createMailbox(simulator, network, npus);
  const prepared = model.prepare(
    { topology, trainingLoops, warn: () => undefined },
    workload as never,
    options as never,
  );
  const collectives: string[] = [];
  const system: SystemLayer = {
    logicalDimensions: prepared.logicalDimensions,
    issue(rank, request, done) {
      collectives.push(`${rank} ${request.kind} ${request.bytes} @${simulator.now}`);
      const handle = handleOf(simulator.now, request);
      if (collectivesEnd && handle.active) agenda.after(rank, collectiveTime, done);
      return handle;
    },
    report: () => ({ dimensions: [], counters: {} }),
    pending: () => [],
  };
  const observed = npus > 1 ? [0, npus - 1] : [0];
  const running = prepared.create({ simulator, agenda, mailbox, system, observed });
  running.start();
  const finishedAtStart = running.finishedRanks;
  const shares: number[] = [];
  for (let steps = 0; simulator.step(); steps++) {
    if (steps % 64 === 0) {
      const share = running.done?.(1);
      if (share !== undefined) shares.push(share);
    }
    if (steps === mostSteps) throw broken("the run", `does not end within ${mostSteps} events`);
  }
  const isOver = running.finishedRanks === npus;
  const report = isOver ? running.report() : undefined;
  return {
    logicalDimensions: prepared.logicalDimensions.length,
    collectives,
    messages: mailbox.messages,
    finishedAtStart,
    finished: running.finishedRanks,
    end: simulator.now,
    pendingMessages: mailbox.pending().length,
    waiters: running.pending().map(({ rank }) => rank ?? -1),
    shares,
    report,
    views: report === undefined ? [] : observed.map((rank) => report.view(rank)),
  };
}

/** A collective of no bytes has nothing to send. */
function handleOf(issued: number, { bytes }: CollectiveRequest): CollectiveHandle {
  const active = bytes > 0;
  return { active, chunks: active ? 1 : 0, issued, queueingDelay: [0, 0], networkDelay: [collectiveTime] };
}
