import {
  LatencyHistogram,
  linkNetworkReport,
  type Message,
  type NetworkContext,
  type NetworkReport,
} from "@astra-ts/core";
import { checkedTime } from "../analytical/flight-model.js";
import { longerDoubles } from "../columns.js";
import { FairSharing, type RateListener } from "./fair-sharing.js";
import { Flows } from "./flows.js";
import { IndexedHeap } from "./indexed-heap.js";
import { IntList } from "./int-list.js";
import { LaneTable } from "./lane-table.js";
import { none } from "./lanes.js";
import { LatencyLines } from "./latency-lines.js";
import type { LinkClasses } from "./link-classes.js";
import { LinkMeter } from "./link-meter.js";
import type { FlowOptions } from "./options.js";

/** Flows end at multiples of this time, ns: what would be one instant but for rounding is one instant. */
const tick = 2 ** -20;
/** SimGrid lets a flow start with whatever happens when less than this is left of its latency, ns. */
const simGridPrecision = 1;

/**
 * Messages as fluid flows: each moves over all links of its route at once, at its max-min fair share of them. Shares are worked out when flows start and end, once for
 * all that do so in one instant.
 */
export class Fluid implements RateListener {
  readonly #context: NetworkContext;
  readonly #options: FlowOptions;
  readonly #classes: LinkClasses;
  readonly #sharing: FairSharing;
  readonly #meter: LinkMeter;
  readonly #table: LaneTable;
  readonly #flows = new Flows();
  readonly #lines: LatencyLines;
  readonly #hastens: boolean;

  /** By lane: what each of its flows has moved since the lane was idle, bytes, as of `since`, ns. */
  #moved = new Float64Array(64);
  #since = new Float64Array(64);
  /** By lane: when the next of its flows ends at the present rate, ns. */
  #nextEnd = new Float64Array(64);
  /** Lanes with flows under way, by when the next one ends. */
  readonly #ends = new IndexedHeap();
  readonly #changed = new IntList();
  readonly #ending = new IntList();
  readonly #ended = new IntList();
  #isSettling = false;
  /** When `#wake` is called next, ns. */
  #wakesAt = Number.POSITIVE_INFINITY;
  readonly #settleNow = (): void => this.#settle();
  readonly #wakeNow = (): void => this.#wake();

  readonly #latencies = new LatencyHistogram();
  /** By class of links: time by which flows took longer because of a link of it, ns, summed. */
  readonly #delay: Float64Array;
  #messages = 0;
  #payload = 0;
  #propagation = 0;
  #serialization = 0;

  constructor(context: NetworkContext, options: FlowOptions, classes: LinkClasses) {
    const { simulator, topology } = context;
    this.#context = context;
    this.#options = options;
    this.#classes = classes;
    const { acknowledgements, efficiency, window, sharing } = options;
    const capacity = classes.bandwidth.map((bandwidth) => bandwidth * efficiency);
    this.#meter = new LinkMeter(simulator, classes, capacity, topology.dimensions.length);
    this.#sharing = new FairSharing(capacity, this.#meter, this);
    this.#table = new LaneTable(classes, this.#sharing, {
      acknowledgements,
      weightOf: (latency) => (sharing === "latency-weighted" && latency > 0 ? 1 / latency : 1),
      capOf: (latency) =>
        window === undefined || latency === 0 ? Number.POSITIVE_INFINITY : window / (2 * latency),
    });
    this.#lines = new LatencyLines(simulator, (flow) => this.#elapsed(flow));
    this.#hastens = sharing === "latency-weighted" && options.startLatency === "before";
    this.#delay = new Float64Array(capacity.length);
  }

  send(message: Message, delivered: () => void): void {
    const { source, destination, bytes } = message;
    const { simulator } = this.#context;
    this.#messages++;
    this.#payload += bytes;
    this.#hastenOthers();
    if (source === destination) {
      this.#latencies.add(0, this.#classes.copies);
      simulator.schedule(0, delivered);
      return;
    }
    const lane = this.#table.take(source, destination, bytes);
    const flow = this.#flows.add(lane, bytes, simulator.now, this.#messages, delivered);
    const latency = this.#table.latency[lane];
    if (bytes === 0) simulator.schedule(this.#delayTo(simulator.now + latency), () => this.#deliver(flow));
    else if (this.#options.startLatency === "before" && latency > 0) this.#lines.add(flow, latency);
    else this.#start(flow);
  }

  /** The latency of a flow has passed: before it starts, or after it has ended. */
  #elapsed(flow: number): void {
    if (this.#options.startLatency === "before") this.#start(flow);
    else this.#deliver(flow);
  }

  #start(flow: number): void {
    const lane = this.#flows.lane[flow];
    if (lane >= this.#moved.length) {
      const length = Math.max(2 * this.#moved.length, lane + 1);
      this.#moved = longerDoubles(this.#moved, length);
      this.#since = longerDoubles(this.#since, length);
      this.#nextEnd = longerDoubles(this.#nextEnd, length);
    }
    this.#bringUpToDate(lane);
    this.#flows.start(flow, this.#moved[lane] + this.#flows.bytes[flow]);
    this.#sharing.join(lane);
    this.#settleSoon();
  }

  /** What the flows of a lane have moved, up to now. To be called before their number or their rate changes. */
  #bringUpToDate(lane: number): void {
    const { now } = this.#context.simulator;
    const time = now - this.#since[lane];
    if (time === 0) return;
    this.#since[lane] = now;
    const { flows, rate, bottleneck } = this.#sharing.lanes;
    if (flows[lane] === 0) return;
    this.#moved[lane] += rate[lane] * time;
    const lost = (1 - rate[lane] / this.#table.aloneRate[lane]) * time * flows[lane];
    if (lost > 0 && bottleneck[lane] !== none) this.#delay[bottleneck[lane]] += lost;
  }

  /** Shares are worked out after all else that this instant brings. */
  #settleSoon(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    this.#context.simulator.schedule(0, this.#settleNow);
  }

  #settle(): void {
    this.#isSettling = false;
    this.#hastenOthers();
    this.#changed.clear();
    this.#sharing.settle();
    this.#ends.setMany(this.#changed, this.#nextEnd);
    this.#wakeInTime();
  }

  rateChanges(lane: number, rate: number): void {
    this.#bringUpToDate(lane);
    const left = this.#flows.target[this.#flows.first(lane)] - this.#moved[lane];
    const end = checkedTime(this.#context.simulator.now + Math.max(0, left) / rate);
    this.#nextEnd[lane] = Math.round(end / tick) * tick;
    this.#changed.push(lane);
  }

  /** Have `#wake` called when the next flow ends. Calls that turn out too early do no harm. */
  #wakeInTime(): void {
    const end = this.#ends.leastKey;
    if (end >= this.#wakesAt || end === Number.POSITIVE_INFINITY) return;
    this.#wakesAt = end;
    this.#context.simulator.schedule(this.#delayTo(end), this.#wakeNow);
  }

  #wake(): void {
    const { now } = this.#context.simulator;
    const last = this.#lastEndOf(now);
    if (this.#wakesAt <= last) this.#wakesAt = Number.POSITIVE_INFINITY;
    const ending = this.#ending;
    this.#ends.takeUpTo(last, ending);
    if (ending.length === 0) {
      this.#wakeInTime();
      return;
    }
    this.#ended.clear();
    for (let index = 0; index < ending.length; index++) this.#endFlows(ending.items[index], last - now);
    this.#settleSoon();
    const ended = inOrderSent(this.#ended, this.#flows.order);
    for (let index = 0; index < ended.length; index++) this.#arrive(ended[index]);
  }

  /** End the first flow of a lane, and those that end within `time` ns after it. */
  #endFlows(lane: number, time: number): void {
    const flows = this.#flows;
    this.#bringUpToDate(lane);
    const reached = this.#moved[lane] + this.#sharing.lanes.rate[lane] * time;
    do {
      this.#ended.push(flows.end(lane));
      this.#sharing.leave(lane);
    } while (flows.first(lane) !== none && flows.target[flows.first(lane)] <= reached);
    if (flows.first(lane) === none) this.#moved[lane] = 0;
  }

  /** The last byte has left, or has arrived where the latency was paid before. */
  #arrive(flow: number): void {
    const { startLatency, rounding } = this.#options;
    const latency = this.#table.latency[this.#flows.lane[flow]];
    if (startLatency === "before" || latency === 0) this.#deliver(flow);
    else if (rounding === "none") this.#lines.add(flow, latency);
    else {
      const { simulator } = this.#context;
      simulator.schedule(this.#delayTo(simulator.now + latency), () => this.#deliver(flow));
    }
  }

  /** Something happens: in SimGrid's rule, flows that would start right after start now. */
  #hastenOthers(): void {
    if (this.#hastens) this.#lines.hasten(simGridPrecision);
  }

  #deliver(flow: number): void {
    this.#hastenOthers();
    const flows = this.#flows;
    const lane = flows.lane[flow];
    const delivered = flows.delivered[flow];
    this.#latencies.add(this.#context.simulator.now - flows.sent[flow], this.#classes.copies);
    this.#propagation += this.#table.latency[lane];
    this.#serialization += flows.bytes[flow] / this.#table.aloneRate[lane];
    this.#table.release(lane);
    flows.remove(flow);
    delivered();
  }

  /** From now to a time in the future, which may have to be a whole number of ns. */
  #delayTo(time: number): number {
    const whole = this.#options.rounding === "down" ? Math.floor(time + tick) : time;
    return Math.max(0, whole - this.#context.simulator.now);
  }

  /** Flows that end up to then count as ended now. */
  #lastEndOf(now: number): number {
    return this.#options.rounding === "down" ? Math.floor(now) + 1 - tick : now + tick;
  }

  report(): NetworkReport {
    const meter = this.#meter;
    this.#table.closeAccounts();
    meter.bringUpToDate();
    const { of, links, copies } = this.#classes;
    const { capacity, mostFlows } = this.#sharing.links;
    const { classBytes, classMessages } = this.#table;
    const byLink = (figure: (group: number) => number) => Float64Array.from(of, figure);
    const counts = {
      bytes: byLink((group) => classBytes[group]),
      messages: byLink((group) => classMessages[group]),
      busyTime: byLink((group) => (meter.carried[group] === 0 ? 0 : meter.carried[group] / capacity[group])),
      queueingTime: byLink((group) => (this.#delay[group] * copies) / links[group]),
      maxQueue: of.map((group) => Math.max(0, mostFlows[group] - 1)),
    };
    const [propagation, serialization] = [this.#propagation * copies, this.#serialization * copies];
    const queueing = Math.max(0, this.#latencies.sum - propagation - serialization);
    return linkNetworkReport(this.#context, counts, {
      reportedLinks: this.#options.reportedLinks,
      bytes: this.#payload * copies,
      latency: this.#latencies.summary(),
      attribution: { propagation, serialization, queueing },
      overTime: meter,
    });
  }
}

/** Flows by the order in which their messages were sent; most often they are in it already. */
function inOrderSent({ items, length }: IntList, order: Float64Array): Int32Array {
  const flows = items.subarray(0, length);
  for (let index = 1; index < length; index++)
    if (order[flows[index - 1]] > order[flows[index]]) return flows.sort((a, b) => order[a] - order[b]);
  return flows;
}
