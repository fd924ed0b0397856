import type {
  CollectiveRequest,
  GraphAddresses,
  GraphNodeWork,
  RunningWorkload,
  Waiter,
  WorkloadContext,
  WorkloadReport,
} from "@astra-ts/core";
import { SingleRows } from "../single-row.js";
import { TimelineRecorder } from "../timeline-recorder.js";
import type { Program } from "./program.js";
import { ReadyQueue } from "./ready-queue.js";

/** One rank's place in its program. */
interface RankState {
  readonly program: Program;
  /** How many nodes each node still waits for. */
  readonly waitsFor: Int32Array;
  readonly compute: ReadyQueue;
  readonly communication: ReadyQueue;
  readonly receives: ReadyQueue;
  computing: boolean;
  communicating: number;
  left: number;
  /** Nodes under way and when they began, for the explanation of a standstill. */
  readonly underWay: Map<number, number>;
}

/**
 * All ranks' way through their graphs, by the rules of ASTRA-sim 2.x: a node is ready when all that it comes after have ended; after every end, ready
 * nodes start in order of id as far as there is room. One compute node runs at a time, and as many collectives and sends as there are communication slots;
 * a receive needs no room. A send ends when its message has arrived, a receive at the later of its start and that arrival.
 */
export class GraphRunner implements RunningWorkload {
  finishedRanks = 0;
  readonly #states: RankState[];
  readonly #addresses: GraphAddresses;
  readonly #slots: number;
  readonly #context: WorkloadContext;
  readonly #finish: Float64Array;
  readonly #timeline: TimelineRecorder;
  /** ns. */
  readonly #computed: Float64Array;
  readonly #rows: SingleRows;

  constructor(
    programs: readonly Program[],
    addresses: GraphAddresses,
    communicationSlots: number,
    context: WorkloadContext,
  ) {
    const { observed = [0] } = context;
    this.#states = programs.map(initialState);
    this.#addresses = addresses;
    this.#slots = communicationSlots;
    this.#context = context;
    this.#finish = new Float64Array(programs.length).fill(Number.NaN);
    this.#computed = new Float64Array(programs.length);
    this.#rows = new SingleRows(observed);
    this.#timeline = new TimelineRecorder(observed, context.timeline);
  }

  start(): void {
    this.#states.forEach((state, rank) => {
      state.waitsFor.forEach((count, node) => {
        if (count === 0) queueOf(state, state.program.nodes[node]).push(node);
      });
      if (state.left === 0) this.#end(rank);
      else this.#startReady(rank, state);
    });
  }

  #startReady(rank: number, state: RankState): void {
    for (let node = this.#next(state); node !== undefined; node = this.#next(state)) {
      queueOf(state, state.program.nodes[node]).shift();
      this.#startNode(rank, state, node);
    }
  }

  /** The ready node with the smallest id for which there is room. */
  #next(state: RankState): number | undefined {
    let next = state.receives.first ?? Number.POSITIVE_INFINITY;
    if (!state.computing) next = Math.min(next, state.compute.first ?? next);
    if (state.communicating < this.#slots) next = Math.min(next, state.communication.first ?? next);
    return Number.isFinite(next) ? next : undefined;
  }

  #startNode(rank: number, state: RankState, index: number): void {
    const { agenda, mailbox, simulator } = this.#context;
    const node = state.program.nodes[index];
    const start = simulator.now;
    state.underWay.set(index, start);
    const ended = (): void => this.#nodeEnded(rank, state, index, start);
    switch (node.kind) {
      case "compute":
        state.computing = true;
        agenda.after(rank, Math.round(node.duration), ended);
        break;
      case "collective":
        state.communicating++;
        this.#startCollective(rank, node, ended);
        break;
      case "send": {
        state.communicating++;
        const peer = this.#addresses.peer(rank, node.to);
        mailbox.send(rank, peer, node.tag, node.bytes, undefined, 0, ended);
        break;
      }
      case "receive":
        mailbox.receive(rank, this.#addresses.peer(rank, node.from), node.tag, node.bytes, ended);
        break;
    }
  }

  #startCollective(
    rank: number,
    node: Extract<GraphNodeWork, { kind: "collective" }>,
    ended: () => void,
  ): void {
    const { agenda, simulator, system } = this.#context;
    const request: CollectiveRequest = {
      kind: node.collective,
      bytes: node.bytes,
      dimensions:
        node.dimensions &&
        system.logicalDimensions.map(({ physical }) => node.dimensions!.includes(physical)),
      priority: "policy",
      group: this.#addresses.group(rank, node.group),
    };
    const handle = system.issue(rank, request, () => {
      this.#rows.of(rank)?.addCollective(handle, simulator.now);
      ended();
    });
    if (!handle.active) agenda.after(rank, 0, ended);
  }

  #nodeEnded(rank: number, state: RankState, index: number, start: number): void {
    const { nodes, firstDependent, dependents } = state.program;
    const node = nodes[index];
    const now = this.#context.simulator.now;
    state.underWay.delete(index);
    if (node.kind === "compute") state.computing = false;
    else if (node.kind !== "receive") state.communicating--;
    this.#record(rank, node, start, now);
    for (let edge = firstDependent[index]; edge < firstDependent[index + 1]; edge++) {
      const dependent = dependents[edge];
      if (--state.waitsFor[dependent] === 0) queueOf(state, nodes[dependent]).push(dependent);
    }
    if (--state.left === 0) this.#end(rank);
    else this.#startReady(rank, state);
  }

  #record(rank: number, node: GraphNodeWork, start: number, now: number): void {
    if (node.kind === "compute") {
      this.#computed[rank] += now - start;
      this.#rows.of(rank)?.addCompute(now - start);
    } else if (node.kind !== "collective") this.#rows.of(rank)?.addMessage(now - start);
    if (this.#timeline.wants(rank)) {
      const kind = node.kind === "compute" ? "compute" : "communication";
      this.#timeline.add(rank, kind, describe(node), start, now);
    }
  }

  #end(rank: number): void {
    this.#finish[rank] = this.#context.simulator.now;
    this.finishedRanks++;
  }

  report(): WorkloadReport {
    const finish = Array.from(this.#finish, (time) => (Number.isNaN(time) ? null : time));
    return {
      finish,
      compute: [...this.#computed],
      view: (rank) => this.#rows.view(rank, "graph", finish[rank] ?? 0),
      timeline: this.#timeline.timeline(),
    };
  }

  pending(): Waiter[] {
    return this.#states.flatMap(({ program, underWay }, rank) =>
      [...underWay].map(([index, since]) => {
        const node = program.nodes[index];
        return { rank, waitsFor: `the end of node ${node.id} (${describe(node)})`, since };
      }),
    );
  }
}

function initialState(program: Program): RankState {
  return {
    program,
    waitsFor: program.waitsFor.slice(),
    compute: new ReadyQueue(),
    communication: new ReadyQueue(),
    receives: new ReadyQueue(),
    computing: false,
    communicating: 0,
    left: program.nodes.length,
    underWay: new Map(),
  };
}

function queueOf(state: RankState, { kind }: GraphNodeWork): ReadyQueue {
  if (kind === "compute") return state.compute;
  return kind === "receive" ? state.receives : state.communication;
}

function describe(node: GraphNodeWork): string {
  return node.name ?? (node.kind === "collective" ? node.collective : node.kind);
}
