import type { Waiter } from "@astra-ts/core";
import { type CompiledSteps, dataPathOf, noReduction } from "../plan/compiled-plan.js";
import type { Phase } from "../plan/phase.js";
import type { PhaseOwner, PhaseRun, PhaseRunContext } from "./phase-run.js";

/**
 * Executes a step plan on one rank. Everything it knows are counters: steps are prepared, pass the endpoint and are sent in order. Its callbacks are bound once,
 * so a message costs no allocation.
 */
export class StepRun implements PhaseRun {
  readonly #context: PhaseRunContext;
  #phase!: Phase;
  #owner!: PhaseOwner;
  #plan!: CompiledSteps;
  #rank = 0;
  #position = 0;
  /** Rank at position 0, where ranks lie at a distance. */
  #base = 0;
  #tag = 0;

  #prepared = 0;
  #passed = 0;
  #sent = 0;
  #arrived = 0;
  /** Endpoint passes that ended and whose message has not gone yet. */
  #credits = 0;
  /** Arrival times minus posting times. */
  #delay = 0;

  readonly #onReceived = (): void => this.#receive();
  readonly #onPassed = (): void => this.#passEndpoint(this.#passed++);
  readonly #onReady = (): void => this.#makeReady();

  constructor(context: PhaseRunContext) {
    this.#context = context;
  }

  get meanMessageDelay(): number {
    return this.#arrived === 0 ? 0 : this.#delay / this.#arrived;
  }

  get endpointTime(): number {
    return this.#context.buses.length === 0 ? this.#plan.sends * this.#phase.endpointDelay : 0;
  }

  start(phase: Phase, rank: number, tag: number, owner: PhaseOwner): void {
    const position = phase.position(rank);
    this.#phase = phase;
    this.#owner = owner;
    this.#plan = phase.plan as CompiledSteps;
    this.#rank = rank;
    this.#position = position;
    this.#base = rank - position * phase.stride;
    this.#tag = tag;
    this.#prepared = 0;
    this.#passed = 0;
    this.#sent = 0;
    this.#arrived = 0;
    this.#credits = 0;
    this.#delay = 0;
    for (let i = this.#plan.parallelism; i > 0; i--) this.#prepare();
  }

  waitsFor(): Pick<Waiter, "waitsFor" | "peer"> {
    const { sends, plan } = this.#plan;
    if (this.#arrived === this.#sent) return { waitsFor: "its endpoint" };
    const peer = this.#rankAt(plan.source(this.#position, this.#arrived));
    const bytes = this.#plan.bytes[this.#arrived];
    return { waitsFor: `message ${this.#arrived + 1} of ${sends}, ${bytes} B from rank ${peer}`, peer };
  }

  #prepare(): void {
    const step = this.#prepared++;
    const { agenda, buses } = this.#context;
    if (buses.length === 0) {
      agenda.after(this.#rank, this.#phase.endpointDelay, this.#onPassed);
    } else {
      const plan = this.#plan;
      const reduces = plan.reduction[step] !== noReduction;
      buses[this.#rank]!.pass(plan.bytes[step], reduces, dataPathOf(plan, step), () =>
        this.#passEndpoint(step),
      );
    }
  }

  #passEndpoint(step: number): void {
    const reduction = this.#plan.reduction[step];
    if (reduction === noReduction) this.#makeReady();
    else this.#context.agenda.after(this.#rank, reduction, this.#onReady);
  }

  #makeReady(): void {
    const { sends, parallelism, gateAfterSends, gateArrivals } = this.#plan;
    this.#credits++;
    if (this.#sent >= gateAfterSends) {
      if (this.#arrived < gateArrivals) return;
      for (let i = parallelism; i > 0; i--) this.#sendNext();
    } else {
      this.#sendNext();
    }
    if (this.#sent === sends && this.#credits === parallelism) this.#owner.phaseEnded();
  }

  #sendNext(): void {
    const step = this.#sent;
    if (this.#prepared === step || step === this.#plan.sends || this.#credits === 0) return;
    const { transport, simulator, message } = this.#context;
    const { plan, bytes } = this.#plan;
    message.tag = this.#tag;
    message.bytes = bytes[step];
    message.dimension = this.#phase.physical;
    message.queue = this.#phase.queue;
    message.source = this.#rank;
    message.destination = this.#rankAt(plan.destination(this.#position, step));
    transport.sendPart(message);
    message.source = this.#rankAt(plan.source(this.#position, step));
    message.destination = this.#rank;
    transport.receive(message, this.#onReceived);
    this.#delay -= Math.trunc(simulator.now);
    this.#sent = step + 1;
    this.#credits--;
  }

  #receive(): void {
    this.#delay += Math.trunc(this.#context.simulator.now);
    this.#arrived++;
    this.#prepare();
  }

  #rankAt(position: number): number {
    const { ranks, stride } = this.#phase;
    return ranks === undefined ? this.#base + position * stride : ranks[position]!;
  }
}
