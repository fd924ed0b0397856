import { LatencyHistogram } from "./latency-histogram.js";
import { linkNetworkReport } from "./link-report.js";
import type { Message } from "./message.js";
import type { NetworkContext } from "./network.js";
import type { NetworkReport } from "./report.js";

/** What one message did on one link. */
export interface Crossing {
  readonly bytes: number;
  /** Time the link was transmitting it, ns. */
  readonly busyTime: number;
  /** Time it waited for the link, ns. Absent: none. */
  readonly queueingTime?: number;
}

/** Where the time of one message went, as far as the model knows, ns. The rest was queueing. */
export interface TimeParts {
  /** Latencies of the links. */
  readonly propagation: number;
  /** Bytes over bandwidth, as if it had been alone. */
  readonly serialization: number;
}

/**
 * Counts what a network of links does, and makes its report of it: `links`, `dimensions`, `latency`, `attribution` and counters. A backend tells it of each message that it is
 * given, of each link that a message crosses, and of each delivery.
 */
export class NetworkCounters {
  readonly #context: Pick<NetworkContext, "topology" | "simulator">;
  readonly #reportedLinks: number;
  readonly #links: {
    readonly bytes: Float64Array;
    readonly messages: Float64Array;
    readonly busyTime: Float64Array;
    readonly queueingTime: Float64Array;
    readonly maxQueue: Int32Array;
  };
  readonly #latency = new LatencyHistogram();
  readonly #attribution = { propagation: 0, serialization: 0, queueing: 0 };
  /** Waiting now, by link, for `maxQueue`. */
  readonly #waiting: Int32Array;
  #messages = 0;
  #bytes = 0;
  #lastDelivery = 0;

  /** `reportedLinks`: links in the report, at most; those with the most bytes are kept. */
  constructor(context: Pick<NetworkContext, "topology" | "simulator">, { reportedLinks = 10_000 } = {}) {
    const { linkCount } = context.topology.graph();
    this.#context = context;
    this.#reportedLinks = reportedLinks;
    this.#links = {
      bytes: new Float64Array(linkCount),
      messages: new Float64Array(linkCount),
      busyTime: new Float64Array(linkCount),
      queueingTime: new Float64Array(linkCount),
      maxQueue: new Int32Array(linkCount),
    };
    this.#waiting = new Int32Array(linkCount);
  }

  /** `send` was called. */
  sent({ bytes }: Pick<Message, "bytes">): void {
    this.#messages++;
    this.#bytes += bytes;
  }

  /** A message waits for a link from now on, until `leavesQueue`: for the largest number that waited at one time. */
  entersQueue(link: number): void {
    const { maxQueue } = this.#links;
    const waiting = ++this.#waiting[link]!;
    if (waiting > maxQueue[link]!) maxQueue[link] = waiting;
  }

  /** A message waits for a link no longer. */
  leavesQueue(link: number): void {
    this.#waiting[link]!--;
  }

  /** A message crosses a link. */
  crossed(link: number, { bytes, busyTime, queueingTime = 0 }: Crossing): void {
    const links = this.#links;
    links.bytes[link]! += bytes;
    links.messages[link]!++;
    links.busyTime[link]! += busyTime;
    links.queueingTime[link]! += queueingTime;
  }

  /** A message that was sent at `sentAt` is delivered now. Absent parts: the model cannot tell them, and all of the time counts as queueing. */
  delivered(
    sentAt: number,
    { propagation, serialization }: TimeParts = { propagation: 0, serialization: 0 },
  ): void {
    const { now } = this.#context.simulator;
    const latency = now - sentAt;
    this.#lastDelivery = now;
    this.#latency.add(latency);
    const attribution = this.#attribution;
    attribution.propagation += propagation;
    attribution.serialization += serialization;
    attribution.queueing += Math.max(0, latency - propagation - serialization);
  }

  /** The report up to now; `counters` of the model's own stand beside those of the links. */
  report(counters: Readonly<Record<string, number>> = {}): NetworkReport {
    const { topology, simulator } = this.#context;
    // A timer that was cancelled may have kept the clock going after the last delivery.
    const now = this.#latency.summary().count < this.#messages ? simulator.now : this.#lastDelivery;
    const report = linkNetworkReport({ topology, simulator: { now } }, this.#links, {
      reportedLinks: this.#reportedLinks,
      bytes: this.#bytes,
      latency: this.#latency.summary(),
      attribution: this.#attribution,
    });
    return { ...report, messages: this.#messages, counters: { ...report.counters, ...counters } };
  }
}
