import type { Waiter } from "@astra-ts/core";
import type { CompiledOperation } from "../plan/compiled-plan.js";
import type { IssueOrder, ReadySet } from "../plan/issue-order.js";
import type { Phase } from "../plan/phase.js";
import type { PhaseOwner, PhaseRun, PhaseRunContext } from "./phase-run.js";

/** Distance between the tags of messages that a plan tells apart: more than there are chunks in a run. */
const tagRange = 2 ** 32;

/** Executes a rank's graph of operations. */
export class GraphRun implements PhaseRun {
  readonly #context: PhaseRunContext;
  #phase!: Phase;
  #rank = 0;
  #tag = 0;
  #owner!: PhaseOwner;
  #base = 0;
  #operations: readonly CompiledOperation[] = [];
  /** Order of starting operations and those that are ready, where that is not the order of the list. */
  #order: IssueOrder | undefined;
  #ready: ReadySet | undefined;
  /** Operations that each operation still waits for. */
  #missing: number[] = [];
  #isStarted: boolean[] = [];
  #isEnded: boolean[] = [];
  #unfinished = 0;
  #arrived = 0;
  #delay = 0;

  constructor(context: PhaseRunContext) {
    this.#context = context;
  }

  get meanMessageDelay(): number {
    return this.#arrived === 0 ? 0 : this.#delay / this.#arrived;
  }

  /** Its operations say themselves how long they take. */
  get endpointTime(): number {
    return 0;
  }

  start(phase: Phase, rank: number, tag: number, owner: PhaseOwner): void {
    const position = phase.position(rank);
    const operations = phase.plan.form === "graph" ? phase.plan.operations(position) : [];
    this.#phase = phase;
    this.#rank = rank;
    this.#tag = tag;
    this.#owner = owner;
    this.#base = rank - position * phase.stride;
    this.#operations = operations;
    this.#missing = operations.map(({ after }) => after.length);
    this.#isStarted = operations.map(() => false);
    this.#isEnded = operations.map(() => false);
    // One more than there are, until all that can start at once has started: a run never ends inside its start.
    this.#unfinished = operations.length + 1;
    this.#arrived = 0;
    this.#delay = 0;
    this.#order = phase.plan.form === "graph" ? phase.plan.order(position) : undefined;
    this.#ready = this.#order?.readySet();
    if (this.#order === undefined) {
      for (const [index, { after }] of operations.entries()) if (after.length === 0) this.#begin(index);
    } else {
      for (const index of this.#order.first) this.#ready!.add(index);
      this.#beginReady();
    }
    if (this.#unfinished === 1) this.#context.agenda.after(rank, 0, () => this.#finishOne());
    else this.#unfinished--;
  }

  waitsFor(): Pick<Waiter, "waitsFor" | "peer"> {
    for (const [index, operation] of this.#operations.entries()) {
      if (operation.kind !== "receive" || !this.#isStarted[index] || this.#isEnded[index]) continue;
      const peer = this.#rankAt(operation.from);
      return { waitsFor: `${operation.bytes} B from rank ${peer}`, peer };
    }
    return { waitsFor: "its endpoint" };
  }

  #begin(index: number): void {
    const operation = this.#operations[index]!;
    const { transport, agenda, simulator, message } = this.#context;
    const rank = this.#rank;
    message.dimension = this.#phase.physical;
    message.queue = this.#phase.queue;
    this.#isStarted[index] = true;
    switch (operation.kind) {
      case "send": {
        const { to, bytes, tag = 0, awaited = false } = operation;
        const sent = awaited ? (): void => this.#end(index) : undefined;
        message.source = rank;
        message.destination = this.#rankAt(to);
        message.tag = this.#tag + tag * tagRange;
        message.bytes = bytes;
        transport.sendPart(message, sent);
        if (!awaited) this.#end(index);
        break;
      }
      case "receive": {
        const { from, bytes, tag = 0 } = operation;
        const received = (): void => {
          this.#delay += Math.trunc(simulator.now);
          this.#arrived++;
          this.#end(index);
        };
        this.#delay -= Math.trunc(simulator.now);
        message.source = this.#rankAt(from);
        message.destination = rank;
        message.tag = this.#tag + tag * tagRange;
        message.bytes = bytes;
        transport.receive(message, received);
        break;
      }
      case "endpoint":
        this.#passEndpoint(index, operation.bytes, operation.reduces);
        break;
      case "compute":
        agenda.after(rank, operation.duration, () => this.#end(index));
        break;
    }
  }

  #passEndpoint(index: number, bytes: number, reduces: boolean): void {
    const { agenda, buses, reductionTime } = this.#context;
    const rank = this.#rank;
    const passed = (): void => {
      if (reduces) agenda.after(rank, reductionTime(bytes), () => this.#end(index));
      else this.#end(index);
    };
    if (buses.length === 0) agenda.after(rank, this.#phase.endpointDelay, passed);
    else buses[rank]!.pass(bytes, reduces, this.#dataPath(index), passed);
  }

  /** Data that did not just arrive is loaded; data goes back to the network when nothing else is missing for what sends it on. */
  #dataPath(index: number): "load" | "store" | "relay" {
    const { after, before } = this.#operations[index]!;
    if (after.length === 0) return "load";
    const sendsOn = before.some((next) =>
      this.#operations[next]!.after.every((earlier) => this.#isStarted[earlier]),
    );
    return sendsOn ? "relay" : "store";
  }

  #end(index: number): void {
    this.#isEnded[index] = true;
    if (this.#order === undefined) {
      for (const next of this.#operations[index]!.before) if (--this.#missing[next]! === 0) this.#begin(next);
    } else {
      for (const next of this.#order.next[index]!) if (--this.#missing[next]! === 0) this.#ready!.add(next);
      this.#beginReady();
    }
    this.#finishOne();
  }

  #beginReady(): void {
    for (const index of this.#ready!.takeAll()) this.#begin(index);
  }

  #finishOne(): void {
    if (--this.#unfinished === 0) this.#owner.phaseEnded();
  }

  #rankAt(position: number): number {
    const { ranks, stride } = this.#phase;
    return ranks === undefined ? this.#base + position * stride : ranks[position]!;
  }
}
