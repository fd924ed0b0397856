import type { RouterPorts, Wire } from "../network/wiring.js";
import { headFlit, tailFlit } from "../packets/flit-table.js";
import { DownstreamBuffer } from "./downstream.js";
import { active, InputBuffers, idle, routing, vcAllocation } from "./input-buffer.js";
import type { Shared } from "./shared.js";
import { StageQueue } from "./stage-queue.js";
import { SwitchAllocation } from "./switch-allocation.js";
import { VcAllocation } from "./vc-allocation.js";

/** Where the network has numbered the ports of a router. */
export interface PortNumbers {
  readonly firstInput: (router: number) => number;
  readonly firstOutput: (router: number) => number;
}

/**
 * An input-queued router with a pipeline: routing, allocation of a virtual channel, allocation of the switch, traversal. In each of its cycles all stages look at
 * the state as it was, then all act on what they decided.
 */
export class Router {
  readonly id: number;
  readonly buffers: InputBuffers;
  readonly downstream: readonly DownstreamBuffer[];
  readonly vcs: number;
  readonly shared: Shared;
  /** Input virtual channels in each stage. */
  readonly routed = new StageQueue();
  readonly vcAllocation: VcAllocation;
  readonly switchAllocation: SwitchAllocation;
  /** Flits on their way through the switch; the outcome is the output port. */
  readonly #crossing = new StageQueue();
  /** Flit that has arrived at each input in this cycle, or -1. */
  readonly #arrived: Int32Array;
  #arrivals = 0;
  /** Credits that have arrived and wait for the router's next cycle: output and virtual channel in turn. */
  #credits: number[] = [];
  /** For each port: where its wire leads, as the calendars count, and the cycles that a flit, or a credit, takes there. */
  readonly #flitTarget: Int32Array;
  readonly #flitDelay: Int32Array;
  readonly #creditTarget: Int32Array;
  readonly #creditDelay: Int32Array;
  /** The next router's number and its input, or -1, for routes that are found ahead. */
  readonly #nextRouter: Int32Array;
  readonly #nextInput: Int32Array;
  /** First cycle in which each output can send, and each input can return a credit. */
  readonly #outputFree: Int32Array;
  readonly #creditFree: Int32Array;
  /** Router cycle in which each input returned a credit last, and the cycle in which that leaves. */
  readonly #creditStep: Int32Array;
  readonly #creditLeaves: Int32Array;
  #step = 0;

  constructor(id: number, ports: RouterPorts, shared: Shared, numbers: PortNumbers) {
    this.id = id;
    this.shared = shared;
    const { options } = shared;
    const { vcs } = options;
    this.vcs = vcs;
    const { inputs, outputs } = ports;
    this.buffers = new InputBuffers(
      inputs.length * vcs,
      options.vcBufferSize,
      shared.flits,
      options.priority,
    );
    this.downstream = outputs.map(
      () => new DownstreamBuffer(vcs, options.vcBufferSize, options.waitForTailCredit),
    );
    this.vcAllocation = new VcAllocation(this, inputs.length, outputs.length);
    this.switchAllocation = new SwitchAllocation(this, inputs.length, outputs.length);
    this.#arrived = new Int32Array(inputs.length).fill(-1);
    const targetOf = (wire: Wire, end: Wire["from"], first: (router: number) => number): number =>
      end === undefined ? -1 - wire.node! : first(end.router) + end.port;
    this.#flitTarget = Int32Array.from(outputs, (wire) => targetOf(wire, wire.to, numbers.firstInput));
    this.#flitDelay = Int32Array.from(outputs, ({ latency }) => latency + 1);
    this.#creditTarget = Int32Array.from(inputs, (wire) => targetOf(wire, wire.from, numbers.firstOutput));
    // A node uses credits at once.
    this.#creditDelay = Int32Array.from(
      inputs,
      ({ creditLatency, from }) => creditLatency + 1 + (from === undefined ? 0 : options.creditDelay),
    );
    this.#nextRouter = Int32Array.from(outputs, ({ to }) => to?.router ?? -1);
    this.#nextInput = Int32Array.from(outputs, ({ to }) => to?.port ?? -1);
    this.#outputFree = new Int32Array(outputs.length);
    this.#creditFree = new Int32Array(inputs.length);
    this.#creditStep = new Int32Array(inputs.length).fill(-1);
    this.#creditLeaves = new Int32Array(inputs.length);
  }

  arrive(input: number, flit: number): void {
    this.#arrived[input] = flit;
    this.#arrivals++;
  }

  creditArrives(output: number, vc: number): void {
    this.#credits.push(output, vc);
  }

  /** Flits that wait at an output in this cycle. */
  waitingAt(output: number, cycle: number): number {
    return Math.max(0, this.#outputFree[output]! - cycle);
  }

  /** One cycle of the router. */
  step(cycle: number): void {
    const isBusy =
      this.#arrivals > 0 ||
      this.routed.count > 0 ||
      this.vcAllocation.queue.count > 0 ||
      this.switchAllocation.isBusy ||
      this.#crossing.count > 0 ||
      this.#credits.length > 0;
    if (!isBusy) return;
    this.#step++;
    const { routingDelay, switchDelay } = this.shared.options;
    this.#acceptArrivals(cycle);
    this.#acceptCredits();
    this.routed.begin(cycle + routingDelay - 1);
    this.vcAllocation.decide(cycle);
    this.switchAllocation.decide(cycle);
    this.#crossing.begin(cycle + switchDelay - 1);
    this.#finishRouting(cycle);
    this.vcAllocation.act(cycle);
    this.switchAllocation.act(cycle);
    this.#finishCrossing(cycle);
  }

  #acceptArrivals(cycle: number): void {
    if (this.#arrivals === 0) return;
    this.#arrivals = 0;
    const { flits } = this.shared;
    for (let input = 0; input < this.#arrived.length; input++) {
      const flit = this.#arrived[input]!;
      if (flit < 0) continue;
      this.#arrived[input] = -1;
      const channel = input * this.vcs + flits.vc[flit]!;
      const wasEmpty = this.buffers.isEmpty(channel);
      this.buffers.add(channel, flit, cycle);
      if (this.buffers.state[channel] === idle) this.#begin(channel);
      else if (this.buffers.state[channel] === active && wasEmpty) this.switchAllocation.queue.push(channel);
    }
  }

  #acceptCredits(): void {
    const credits = this.#credits;
    if (credits.length === 0) return;
    for (let index = 0; index < credits.length; index += 2)
      this.downstream[credits[index]!]!.credit(credits[index + 1]!);
    credits.length = 0;
  }

  /** The head at the front of a channel starts on its way through the pipeline. */
  #begin(channel: number): void {
    if (this.shared.options.routingDelay > 0) {
      this.buffers.state[channel] = routing;
      this.routed.push(channel);
      return;
    }
    const { packets, flits } = this.shared;
    const packet = flits.packet[this.buffers.front(channel)]!;
    this.#startAllocation(channel, packets.range[packet]!, packets.escape[packet]!);
  }

  #startAllocation(channel: number, range: number, escapeRange: number): void {
    this.buffers.range[channel] = range;
    this.buffers.escape[channel] = escapeRange;
    this.buffers.state[channel] = vcAllocation;
    if (this.shared.options.speculative) this.switchAllocation.queue.push(channel);
    this.vcAllocation.queue.push(channel);
  }

  #finishRouting(cycle: number): void {
    const { flits, routing: rule, routes } = this.shared;
    for (let count = this.routed.done(cycle); count > 0; count--) {
      const channel = this.routed.shift();
      const packet = flits.packet[this.buffers.front(channel)]!;
      const input = Math.floor(channel / this.vcs);
      rule.route(this.id, input, channel - input * this.vcs, packet);
      this.#startAllocation(channel, routes.range, routes.escape);
    }
  }

  /** The flit at the front of an active channel enters the switch. True: its packet goes on with the flit behind it. */
  send(channel: number, cycle: number): boolean {
    const { buffers, shared } = this;
    const { flits } = shared;
    const flit = buffers.front(channel);
    const output = buffers.outputPort[channel]!;
    const vc = buffers.outputVc[channel]!;
    buffers.remove(channel);
    flits.hops[flit]!++;
    flits.vc[flit] = vc;
    const kind = flits.kind[flit]!;
    const isTail = (kind & tailFlit) !== 0;
    if ((kind & headFlit) !== 0 && shared.options.routingDelay === 0) this.#routeAhead(output, vc, flit);
    this.downstream[output]!.send(vc, isTail);
    this.#crossing.push(flit, output);
    this.#returnCredit(channel, cycle);
    shared.lastMove = cycle;
    if (buffers.isEmpty(channel)) {
      if (isTail) buffers.state[channel] = idle;
      return false;
    }
    if (isTail) this.#begin(channel);
    return !isTail;
  }

  #routeAhead(output: number, vc: number, flit: number): void {
    const { packets, flits, routing: rule, routes } = this.shared;
    const next = this.#nextRouter[output]!;
    if (next < 0) return;
    const packet = flits.packet[flit]!;
    rule.route(next, this.#nextInput[output]!, vc, packet);
    packets.range[packet] = routes.range;
    packets.escape[packet] = routes.escape;
  }

  /** Credits of one cycle of the router travel together, one such bundle for each cycle of the link. */
  #returnCredit(channel: number, cycle: number): void {
    const input = Math.floor(channel / this.vcs);
    if (this.#creditStep[input] !== this.#step) {
      this.#creditStep[input] = this.#step;
      const leaves = Math.max(cycle, this.#creditFree[input]!);
      this.#creditLeaves[input] = leaves;
      this.#creditFree[input] = leaves + 1;
    }
    this.shared.creditCalendar.add(
      this.#creditLeaves[input]! + this.#creditDelay[input]!,
      this.#creditTarget[input]!,
      channel - input * this.vcs,
    );
  }

  #finishCrossing(cycle: number): void {
    for (let count = this.#crossing.done(cycle); count > 0; count--) {
      const output = this.#crossing.outcome(0);
      const flit = this.#crossing.shift();
      const leaves = Math.max(cycle, this.#outputFree[output]!);
      this.#outputFree[output] = leaves + 1;
      this.shared.flitCalendar.add(leaves + this.#flitDelay[output]!, this.#flitTarget[output]!, flit);
    }
  }
}
