import {
  LatencyHistogram,
  type LinkCounts,
  linkNetworkReport,
  type Message,
  type Network,
  type NetworkContext,
  type NetworkReport,
  PathCounter,
  type TopologyGraph,
  type Waiter,
} from "@astra-ts/core";
import { DeliveryOrder } from "./delivery-order.js";

const none = -1;

/**
 * Links that serve one message at a time, first come first served. Service of a message of m bytes takes floor(m / bandwidth); it arrives at the link's far end
 * floor(latency + m / bandwidth) after service began, whole, and then asks for the next link of its route. Rules and order of events: ASTRA-sim 2.x, congestion-aware.
 *
 * Messages under way live in slots of typed arrays; a slot and a link each have one callback for life, so that a hop allocates nothing.
 */
export class FifoLinks implements Network {
  readonly #context: NetworkContext;
  readonly #graph: TopologyGraph;
  readonly #paths: PathCounter;
  readonly #reportedLinks: number;

  readonly #busy: Uint8Array;
  readonly #queueHead: Int32Array;
  readonly #queueTail: Int32Array;
  readonly #waiting: Int32Array;
  readonly #counts: LinkCounts;
  readonly #linkFree: (() => void)[] = [];

  #capacity = 64;
  #node = new Int32Array(this.#capacity);
  #destination = new Int32Array(this.#capacity);
  #path = new Int32Array(this.#capacity);
  #bytes = new Float64Array(this.#capacity);
  #since = new Float64Array(this.#capacity);
  #sent = new Float64Array(this.#capacity);
  #nextSlot = new Int32Array(this.#capacity);
  readonly #delivered: (() => void)[] = [];
  /** Where messages of one pair may overtake each other on other paths: those of one size are delivered in the order sent all the same. */
  readonly #order: DeliveryOrder | undefined;
  readonly #arrived: (() => void)[] = [];
  #freeSlot = none;

  readonly #latencies = new LatencyHistogram();
  #payload = 0;
  #serialization = 0;
  #queueing = 0;

  constructor(context: NetworkContext, reportedLinks: number) {
    this.#context = context;
    this.#reportedLinks = reportedLinks;
    this.#graph = context.topology.graph();
    this.#paths = new PathCounter(this.#graph, context.topology.npus);
    this.#order = this.#graph.hasChoices ? new DeliveryOrder() : undefined;
    const links = this.#graph.linkCount;
    this.#busy = new Uint8Array(links);
    this.#queueHead = new Int32Array(links).fill(none);
    this.#queueTail = new Int32Array(links).fill(none);
    this.#waiting = new Int32Array(links);
    this.#counts = {
      bytes: new Float64Array(links),
      messages: new Float64Array(links),
      busyTime: new Float64Array(links),
      queueingTime: new Float64Array(links),
      maxQueue: new Int32Array(links),
    };
  }

  send(message: Message, delivered: () => void): void {
    const { source, destination, bytes } = message;
    const now = this.#context.simulator.now;
    this.#payload += bytes;
    if (source === destination) {
      this.#latencies.add(0);
      this.#context.simulator.schedule(0, delivered);
      return;
    }
    const slot = this.#takeSlot();
    this.#node[slot] = source;
    this.#destination[slot] = destination;
    this.#path[slot] = this.#paths.take(source, destination);
    this.#bytes[slot] = bytes;
    this.#sent[slot] = now;
    this.#delivered[slot] = this.#order?.inTurn(message, delivered) ?? delivered;
    this.#forward(slot);
  }

  /** Ask for the next link of the route. */
  #forward(slot: number): void {
    const node = this.#node[slot];
    const destination = this.#destination[slot];
    const link = this.#graph.next(node, destination, this.#path[slot]);
    // Asking for the whole route words the error.
    if (link < 0) this.#graph.route(node, destination);
    if (this.#busy[link] === 0) {
      this.#serve(link, slot);
      return;
    }
    this.#since[slot] = this.#context.simulator.now;
    this.#nextSlot[slot] = none;
    if (this.#queueHead[link] === none) this.#queueHead[link] = slot;
    else this.#nextSlot[this.#queueTail[link]] = slot;
    this.#queueTail[link] = slot;
    const waiting = ++this.#waiting[link];
    if (waiting > this.#counts.maxQueue[link]) this.#counts.maxQueue[link] = waiting;
  }

  /** Start sending a message on an idle link. The arrival is scheduled before the end of service: where both fall on one instant it comes first. */
  #serve(link: number, slot: number): void {
    const { bandwidth, latency, to } = this.#graph.table;
    const { simulator } = this.#context;
    const counts = this.#counts;
    const bytes = this.#bytes[slot];
    const duration = bytes / bandwidth[link];
    const service = Math.floor(duration);
    this.#busy[link] = 1;
    this.#node[slot] = to[link];
    counts.bytes[link] += bytes;
    counts.messages[link]++;
    counts.busyTime[link] += service;
    this.#serialization += service;
    simulator.schedule(Math.floor(latency[link] + duration), this.#arrived[slot]);
    this.#linkFree[link] ??= () => this.#release(link);
    simulator.schedule(service, this.#linkFree[link]);
  }

  #release(link: number): void {
    const slot = this.#queueHead[link];
    if (slot === none) {
      this.#busy[link] = 0;
      return;
    }
    this.#queueHead[link] = this.#nextSlot[slot];
    this.#waiting[link]--;
    const waited = this.#context.simulator.now - this.#since[slot];
    this.#counts.queueingTime[link] += waited;
    this.#queueing += waited;
    this.#serve(link, slot);
  }

  #arrive(slot: number): void {
    if (this.#node[slot] !== this.#destination[slot]) {
      this.#forward(slot);
      return;
    }
    this.#latencies.add(this.#context.simulator.now - this.#sent[slot]);
    const delivered = this.#delivered[slot];
    this.#nextSlot[slot] = this.#freeSlot;
    this.#freeSlot = slot;
    delivered();
  }

  #takeSlot(): number {
    const free = this.#freeSlot;
    if (free !== none) {
      this.#freeSlot = this.#nextSlot[free];
      return free;
    }
    const slot = this.#arrived.length;
    if (slot === this.#capacity) this.#grow();
    this.#arrived.push(() => this.#arrive(slot));
    return slot;
  }

  #grow(): void {
    this.#capacity *= 2;
    const copyInts = (old: Int32Array) => {
      const larger = new Int32Array(this.#capacity);
      larger.set(old);
      return larger;
    };
    const copyFloats = (old: Float64Array) => {
      const larger = new Float64Array(this.#capacity);
      larger.set(old);
      return larger;
    };
    this.#node = copyInts(this.#node);
    this.#destination = copyInts(this.#destination);
    this.#path = copyInts(this.#path);
    this.#nextSlot = copyInts(this.#nextSlot);
    this.#bytes = copyFloats(this.#bytes);
    this.#since = copyFloats(this.#since);
    this.#sent = copyFloats(this.#sent);
  }

  pending(): Waiter[] {
    const { nodes } = this.#graph;
    const { from, to } = this.#graph.table;
    const waiters: Waiter[] = [];
    for (let link = 0; link < this.#waiting.length; link++)
      if (this.#waiting[link] > 0)
        waiters.push({
          waitsFor: `the link from ${nodes[from[link]].name} to ${nodes[to[link]].name} (${this.#waiting[link]} messages)`,
        });
    return waiters;
  }

  report(): NetworkReport {
    const latency = this.#latencies.summary();
    const attribution = {
      propagation: this.#latencies.sum - this.#serialization - this.#queueing,
      serialization: this.#serialization,
      queueing: this.#queueing,
    };
    return linkNetworkReport(this.#context, this.#counts, {
      reportedLinks: this.#reportedLinks,
      bytes: this.#payload,
      latency,
      attribution,
    });
  }
}
