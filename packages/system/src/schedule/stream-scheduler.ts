import type { PhaseEvent, RunObserver, Simulator, Waiter } from "@astra-ts/core";
import type { PhaseRuns } from "../execute/phase-runs.js";
import type { SystemOptions } from "../options/system-options.js";
import type { Phase } from "../plan/phase.js";
import { queueCounts } from "../plan/queue-counts.js";
import type { Chunk } from "./chunk.js";
import type { CollectiveProgress } from "./collective-progress.js";
import { DimensionQueue, insertPosition } from "./dimension-queue.js";
import { type RankRecord, rankRecords } from "./rank-record.js";
import { Stream } from "./stream.js";

/** Waiters told of in the explanation of a standstill. */
const mostWaiters = 1000;

/** Leads streams through queues, phases and barriers, on all ranks. */
export class StreamScheduler {
  /** Of the observed ranks, by rank. */
  readonly records: readonly (RankRecord | undefined)[];
  readonly #simulator: Simulator;
  readonly #runs: PhaseRuns;
  readonly #observer: RunObserver | undefined;
  readonly #policy: SystemOptions["intraDimensionScheduling"];
  readonly #boosted: boolean;
  /** Position of a dimension's first queue among those of a rank. */
  readonly #firstQueue: readonly number[];
  readonly #queuesPerRank: number;
  /** Streams that may run in one queue of each dimension at a time. */
  readonly #slots: readonly number[];
  /** Rank by rank, dimension by dimension. */
  readonly #queues: DimensionQueue[];
  #chunks = 0;
  #phases = 0;
  /** Endpoint passes of the messages of all ranks, ns summed. */
  #endpointTime = 0;
  /** Messages of all phases of all chunks so far, ended or not. */
  expectedMessages = 0;

  constructor(
    { count: ranks, observed }: { readonly count: number; readonly observed: readonly number[] },
    dimensions: number,
    options: SystemOptions,
    simulator: Simulator,
    runs: PhaseRuns,
    observer?: RunObserver,
  ) {
    const queues = queueCounts(dimensions, options);
    this.#simulator = simulator;
    this.#runs = runs;
    this.#observer = observer;
    this.#policy = options.intraDimensionScheduling;
    this.#boosted = options.boostMode && options.phaseBarrier;
    this.#firstQueue = queues.map((_, dimension) => sum(queues.slice(0, dimension)));
    this.#queuesPerRank = sum(queues);
    this.#slots = queues.map((count) => Math.ceil(options.activeChunksPerDimension / count));
    this.#queues = Array.from({ length: ranks * this.#queuesPerRank }, () => new DimensionQueue());
    this.records = rankRecords(observed, dimensions);
  }

  get counters(): Record<string, number> {
    return { chunks: this.#chunks, phases: this.#phases, endpointTime: this.#endpointTime };
  }

  /** A chunk of a rank's collective: enters its first phase at once. */
  add(rank: number, chunk: Chunk, collective: CollectiveProgress): void {
    const stream = new Stream(rank, chunk, collective, this.#endPhase);
    this.#chunks++;
    for (const phase of chunk.phases)
      if (!this.#boosted || phase.isBoosted(rank)) this.expectedMessages += phase.messages(rank);
    chunk.barrier?.admit();
    this.records[rank]?.recorder.add(stream);
    this.#goOn(stream);
  }

  /** Start the streams whose phase other ranks have started already, beyond the number of slots; false where there is none. */
  relieve(): boolean {
    const now = Math.trunc(this.#simulator.now);
    const started = new Set<Phase>();
    for (const { streams } of this.#queues)
      for (const { isStarted, phase } of streams) if (isStarted) started.add(phase);
    let isRelieved = false;
    for (const queue of this.#queues) {
      for (const stream of queue.streams.filter(({ isStarted, phase }) => !isStarted && started.has(phase))) {
        remove(queue, stream);
        queue.streams.splice(queue.running++, 0, stream);
        this.#start(stream, now);
        isRelieved = true;
      }
    }
    return isRelieved;
  }

  pending(): Waiter[] {
    const waiters: Waiter[] = [];
    for (const { streams } of this.#queues) {
      for (const stream of streams) {
        if (waiters.length < mostWaiters) waiters.push(describe(stream));
      }
    }
    return waiters;
  }

  readonly #endPhase = (stream: Stream): void => {
    stream.chunk.barrier?.arrive();
    this.#goOn(stream);
  };

  /** A phase that boost mode leaves out is over when it is entered, but never passes on a permit meant for another rank. */
  #skipPhase(stream: Stream): void {
    const { barrier } = stream.chunk;
    if (barrier === undefined || barrier.arrive()) this.#goOn(stream);
    else barrier.hold(stream);
  }

  #goOn(stream: Stream): void {
    const { barrier } = stream.chunk;
    if (barrier === undefined) this.#nextPhase(stream);
    else barrier.pass(stream, this.#nextPhase);
  }

  readonly #nextPhase = (stream: Stream): void => {
    const { chunk, phaseIndex, collective, rank } = stream;
    const now = Math.trunc(this.#simulator.now);
    const last = phaseIndex === -1 ? undefined : chunk.phases[phaseIndex];
    const isOver = phaseIndex === chunk.phases.length - 1;
    if (last !== undefined) {
      const { run } = stream;
      if (run !== undefined) {
        collective.addNetworkDelay(phaseIndex, run.meanMessageDelay);
        this.records[rank]?.recorder.end(stream, now);
        this.#observer?.(phaseEvent("phase-ended", stream, now));
        this.#endpointTime += run.endpointTime;
        this.#runs.giveBack(run, last);
        stream.run = undefined;
      }
      if (isOver) collective.finishChunk();
      remove(this.#queue(rank, last), stream);
    }
    if (!isOver) this.#enter(stream, now);
    if (last !== undefined) this.#leave(stream, last, now);
    if (isOver) return;
    const { phase } = stream;
    if (!this.#isSimulated(stream)) {
      this.#skipPhase(stream);
      return;
    }
    this.records[rank]?.statistics[phase.dimension].enter(now);
    this.#fill(rank, phase, now);
  };

  #enter(stream: Stream, now: number): void {
    stream.phaseIndex++;
    stream.entered = now;
    stream.isStarted = false;
    if (!this.#isSimulated(stream)) return;
    const { streams } = this.#queue(stream.rank, stream.phase);
    streams.splice(insertPosition(streams, stream, this.#policy), 0, stream);
  }

  /** Give the slot of an ended phase back. */
  #leave(stream: Stream, phase: Phase, now: number): void {
    const queue = this.#queue(stream.rank, phase);
    this.#phases++;
    queue.running--;
    this.records[stream.rank]?.statistics[phase.dimension].leave(now, stream.started);
    this.#fill(stream.rank, phase, now);
  }

  /** Start streams while there are slots. */
  #fill(rank: number, phase: Phase, now: number): void {
    const queue = this.#queue(rank, phase);
    const slots = this.#slots[phase.dimension];
    const { streams } = queue;
    for (let at = Math.max(queue.running, 0); queue.running < slots && at < streams.length; at++) {
      this.#start(streams[at], now);
      queue.running++;
    }
  }

  #start(stream: Stream, now: number): void {
    const { phase, phaseIndex, collective, rank, chunk } = stream;
    stream.isStarted = true;
    stream.started = now;
    this.#observer?.(phaseEvent("phase-started", stream, now));
    stream.run = this.#runs.take(phase);
    stream.run.start(phase, rank, chunk.tag, stream);
    collective.addQueueingDelay(phaseIndex, now - stream.entered);
  }

  #isSimulated({ rank, phase }: Stream): boolean {
    return !this.#boosted || phase.isBoosted(rank);
  }

  #queue(rank: number, { dimension, queue }: Phase): DimensionQueue {
    return this.#queues[rank * this.#queuesPerRank + this.#firstQueue[dimension] + queue];
  }
}

function phaseEvent(
  kind: PhaseEvent["kind"],
  { rank, chunk, phase, phaseIndex }: Stream,
  time: number,
): PhaseEvent {
  const { kind: collective, dimension, bytes } = phase;
  return { kind, time, rank, collective, chunk: chunk.tag, phase: phaseIndex, dimension, bytes };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function remove({ streams }: DimensionQueue, stream: Stream): void {
  const at = streams.indexOf(stream);
  if (at !== -1) streams.splice(at, 1);
}

function describe(stream: Stream): Waiter {
  const { rank, chunk, phase, phaseIndex, run, isStarted, started, entered } = stream;
  const place = { rank, tag: chunk.tag, chunk: chunk.tag, phase: phaseIndex + 1 };
  if (!isStarted || run === undefined)
    return { ...place, waitsFor: `a free slot in dimension ${phase.dimension}`, since: entered };
  if (chunk.barrier?.holds(stream))
    return {
      ...place,
      waitsFor: `${chunk.barrier.missing} other ranks to end ${phase.kind}`,
      since: started,
    };
  return { ...place, ...run.waitsFor(), since: started };
}
