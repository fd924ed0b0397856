import {
  type CollectiveHandle,
  isAstraError,
  kindNumber,
  nodeResources,
  ReusedMessage,
  type RunningWorkload,
  type Waiter,
  type WorkloadContext,
  type WorkloadReport,
} from "@astra-ts/core";
import { type ComputePace, computePace } from "../compute-pace.js";
import { CollectiveRequests } from "./collective-requests.js";
import { GraphRecord } from "./graph-record.js";
import { type PreparedGraphs, peerOf } from "./prepared-graphs.js";
import { nodeName } from "./program.js";
import { RankState } from "./rank-state.js";
import { laneCapacities } from "./ready-nodes.js";
import { RemoteMemory } from "./remote-memory.js";
import { type RooflinePoint, rooflinePoint } from "./roofline.js";
import { waitersOf } from "./standstill.js";

const computeResource = nodeResources.indexOf("compute");
const cpuResource = nodeResources.indexOf("cpu");

/**
 * All ranks' way through their graphs, by the rules of ASTRA-sim 2.x: a node is ready when all that it comes after have ended; at the start and after every end, ready nodes start in
 * order as far as their resources are free. A send ends when its message has arrived, a receive at the later of its start and that arrival.
 */
export class GraphRunner implements RunningWorkload {
  finishedRanks = 0;
  readonly #graphs: PreparedGraphs;
  readonly #context: WorkloadContext;
  readonly #pace: ComputePace | undefined;
  readonly #states: RankState[];
  readonly #collectives: CollectiveRequests;
  readonly #memory: RemoteMemory | undefined;
  readonly #record: GraphRecord;
  readonly #message = new ReusedMessage();
  /** Of collectives and sends: of one pass of all ranks, and what has started. */
  readonly #bytes: { readonly total: number; collectives: number; sends: number };
  /** The visit whose end lets others start just now; -1 at the start of a rank. */
  #cause = -1;

  constructor(graphs: PreparedGraphs, context: WorkloadContext) {
    const { programs, options, communicationSlots } = graphs;
    const capacities = laneCapacities(communicationSlots);
    this.#graphs = graphs;
    this.#context = context;
    this.#pace = computePace(context.speeds, () => context.simulator.now);
    this.#states = programs.map((program) => new RankState(program, capacities, options));
    this.#collectives = new CollectiveRequests(graphs.addresses, context.system.logicalDimensions);
    this.#memory = options.remoteMemory && new RemoteMemory(context.agenda, options.remoteMemory);
    this.#record = new GraphRecord(graphs, context);
    this.#bytes = { total: bytesToSend(graphs), collectives: 0, sends: 0 };
  }

  /** By the bytes of collectives and sends that have started; by nodes that have ended where there are none. */
  done(sent: number): number {
    const { passes } = this.#graphs.options;
    const { total, collectives, sends } = this.#bytes;
    if (total > 0) return (sent * collectives + sends) / (passes * total);
    let ended = 0;
    let all = 0;
    for (const { pass, left, states } of this.#states) {
      ended += (pass + 1) * states.length - left;
      all += passes * states.length;
    }
    return all === 0 ? 1 : ended / all;
  }

  start(): void {
    this.#states.forEach((state, rank) => {
      this.#cause = -1;
      if (this.#graphs.options.passes === 0) this.#finish(rank);
      else this.#advance(rank, state);
    });
  }

  /** Starts what can start, and the next pass where the last node of one has ended. */
  #advance(rank: number, state: RankState): void {
    const { passes } = this.#graphs.options;
    for (;;) {
      this.#startReady(rank, state);
      if (state.left > 0) return;
      if (passes > 1) this.#record.endPass(rank, this.#context.simulator.now);
      if (state.pass + 1 >= passes) {
        this.#finish(rank);
        return;
      }
      state.startPass();
    }
  }

  #startReady(rank: number, state: RankState): void {
    state.resume();
    do {
      for (let node = state.take(); node >= 0; node = state.take()) this.#startNode(rank, state, node);
      // Where nothing runs, no end will ever let the deferred nodes start.
    } while (state.running === 0 && state.resume());
  }

  #startNode(rank: number, state: RankState, node: number): void {
    const { simulator, agenda } = this.#context;
    const { kinds } = state.program.columns;
    this.#record.start(rank, state, node, this.#cause, simulator.now);
    const kind = kinds[node];
    if (this.#graphs.options.replay) this.#work(rank, state, node, replayTime(state, node));
    else if (kind === kindNumber.compute) this.#compute(rank, state, node);
    else if (kind === kindNumber.marker) this.#endInstant(rank, state, node);
    else if (kind === kindNumber.memory) {
      const ended = (): void => this.#nodeEnded(rank, state, node);
      this.#memory!.access(rank, state.program.columns.bytes[node], ended);
    } else if (kind === kindNumber.collective) {
      this.#bytes.collectives += state.program.columns.bytes[node];
      const ended = (): void => this.#nodeEnded(rank, state, node);
      const handle = this.#issue(rank, state, node, () => {
        this.#record.rows.of(rank)?.addCollective(handle, simulator.now);
        ended();
      });
      if (!handle.active) agenda.after(rank, 0, ended);
    } else this.#exchange(rank, state, node, kind === kindNumber.send);
  }

  #issue(rank: number, { program }: RankState, node: number, done: () => void): CollectiveHandle {
    try {
      return this.#context.system.issue(rank, this.#collectives.request(rank, program, node), done);
    } catch (error) {
      if (!isAstraError(error)) throw error;
      throw error.located({ field: `ranks.${rank}: node ${nodeName(program.graph, node)}` });
    }
  }

  #exchange(rank: number, state: RankState, node: number, isSend: boolean): void {
    const { tags, bytes } = state.program.columns;
    const { mailbox } = this.#context;
    const peer = peerOf(this.#graphs, rank, state.program, node);
    const message = this.#message;
    message.source = isSend ? rank : peer;
    message.destination = isSend ? peer : rank;
    message.tag = tags![node];
    message.bytes = bytes[node];
    const ended = (): void => this.#nodeEnded(rank, state, node);
    if (isSend) {
      this.#bytes.sends += message.bytes;
      this.#record.sent(message, this.#context.simulator.now);
      mailbox.send(message, ended);
    } else mailbox.receive(message, ended);
  }

  #compute(rank: number, state: RankState, node: number): void {
    const { roofline, computeScale } = this.#graphs.options;
    const { resources, operations, bytes, durations } = state.program.columns;
    const count = operations?.[node] ?? Number.NaN;
    if (roofline === undefined || resources[node] !== computeResource || Number.isNaN(count + bytes[node])) {
      this.#work(rank, state, node, Math.round(durations[node]));
    } else if (bytes[node] === 0) {
      this.#endInstant(rank, state, node);
    } else {
      const point = scaledPoint(rooflinePoint(count, bytes[node], roofline), computeScale);
      this.#record.roofline(rank, point);
      this.#work(rank, state, node, point.time);
    }
  }

  /** Keeps its resource busy for a known time. */
  #work(rank: number, state: RankState, node: number, usual: number): void {
    const { resources, kinds } = state.program.columns;
    const resource = resources[node];
    const isComputing = this.#graphs.options.replay ? resource !== cpuResource : resource === computeResource;
    const duration = isComputing ? (this.#pace?.(rank, usual) ?? usual) : usual;
    if (isComputing) state.computed += duration;
    if (kinds[node] === kindNumber.compute) this.#record.compute(rank, duration);
    this.#context.agenda.after(rank, duration, () => this.#nodeEnded(rank, state, node));
  }

  #endInstant(rank: number, state: RankState, node: number): void {
    state.end(node, this.#graphs.options.instantNodes === "wait");
    this.#record.end(rank, state, node, this.#context.simulator.now);
  }

  #nodeEnded(rank: number, state: RankState, node: number): void {
    state.end(node, false);
    this.#record.end(rank, state, node, this.#context.simulator.now);
    this.#cause = state.visit(node);
    this.#advance(rank, state);
  }

  #finish(rank: number): void {
    this.#record.finish(rank, this.#context.simulator.now);
    this.finishedRanks++;
  }

  report(): WorkloadReport {
    return this.#record.report(this.#states);
  }

  pending(): Waiter[] {
    return waitersOf(this.#states, this.#graphs, this.#record.history);
  }
}

/** Bytes of the collectives and sends of one pass, over all ranks; a replay sends nothing. */
function bytesToSend({ programs, options }: PreparedGraphs): number {
  if (options.replay) return 0;
  const ofProgram = new Map<PreparedGraphs["programs"][number], number>();
  let total = 0;
  for (const program of programs) {
    let bytes = ofProgram.get(program);
    if (bytes === undefined) {
      const { kinds, bytes: sizes } = program.columns;
      bytes = 0;
      for (let node = 0; node < kinds.length; node++)
        if (kinds[node] === kindNumber.collective || kinds[node] === kindNumber.send) bytes += sizes[node];
      ofProgram.set(program, bytes);
    }
    total += bytes;
  }
  return total;
}

function scaledPoint(point: RooflinePoint, factor: number): RooflinePoint {
  return factor === 1 ? point : { ...point, time: Math.round(point.time * factor) };
}

/** A node of which nothing was recorded takes the shortest time that there is. */
function replayTime(state: RankState, node: number): number {
  const duration = state.program.columns.durations[node];
  return Number.isNaN(duration) ? 1 : Math.round(duration);
}
