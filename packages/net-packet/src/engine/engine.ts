import { receiveArrivals } from "./arrivals.js";
import { brokenRules, leftInside } from "./audit.js";
import type { NetworkDescription } from "./description.js";
import { sendFromInterfaces } from "./network-interface.js";
import { serveOutputs } from "./output-service.js";
import type { PacketsInside } from "./packet-table.js";
import { receiveIntoQueues } from "./queue-arrivals.js";
import { queueMessage, sendIntoQueues } from "./queue-injection.js";
import { explainStall, type StalledChannel } from "./stall.js";
import { EngineState } from "./state.js";
import type { Statistics } from "./statistics.js";
import { allocateSwitches } from "./switch-allocation.js";

/** A run of equal packets to be sent: cycles, flits. */
export interface Injection {
  readonly source: number;
  readonly destination: number;
  readonly vnet: number;
  /** Which of several equal ways its packets take, where routing knows paths; default 0. */
  readonly path?: number;
  readonly flitsPerPacket: number;
  /** Default 1. */
  readonly packets?: number;
  /** Flits of the last packet; default `flitsPerPacket`. */
  readonly lastFlits?: number;
  /** What the very last flit carries, as a share of a whole one: it occupies a narrow link no longer than that takes. Where virtual channels hold many packets; default 1. */
  readonly lastShare?: number;
  /** When the message came to be, for its queueing latency; default: the present cycle. */
  readonly created?: number;
}

/** What one link has done. Cycles, flits. */
export interface LinkUse {
  readonly flits: number;
  /** What last flits of packets fell short of whole ones. */
  readonly unused: number;
  /** Packets routed over it. */
  readonly packets: number;
  /** Cycles that heads waited for it. */
  readonly queueing: number;
  /** The most packets that ever waited for it at one time. */
  readonly mostWaiting: number;
  readonly cyclesPerFlit: number;
}

/** What an engine tells its owner. Packets and messages are numbers that are recycled afterwards. */
export interface EngineListener {
  /** A packet's head leaves its interface in `cycle`. */
  packetInjected?(packet: number, cycle: number): void;
  /** A packet's tail has come out in `cycle`. */
  packetDelivered?(packet: number, cycle: number): void;
  /** The last packet of a message has come out in `cycle`. */
  messageDelivered?(message: number, cycle: number): void;
}

/**
 * The flit-level network: a state machine that is stepped cycle by cycle and says when it next has work. Within a cycle: arrivals (flits, credits),
 * interfaces, switch allocation, then deliveries are told. All hand-overs take at least a cycle, so the order of objects within a cycle has no effect.
 */
export class PacketEngine {
  readonly #state: EngineState;
  #listener: EngineListener = {};
  readonly #finished: number[] = [];

  /** `random` serves random routing alone. */
  constructor(description: NetworkDescription, random: () => number = () => 0) {
    this.#state = new EngineState(description, random);
  }

  /** The next cycle to be simulated. */
  get cycle(): number {
    return this.#state.cycle;
  }

  get description(): NetworkDescription {
    return this.#state.description;
  }

  get statistics(): Statistics {
    return this.#state.statistics;
  }

  /** The packets inside, by the numbers that a listener is told. */
  get packets(): PacketsInside {
    return this.#state.packets;
  }

  /** Flits that each link has carried so far, by its number. A copy. */
  linkFlits(): Float64Array {
    return this.#state.counters.flits.slice();
  }

  /** What one link has done so far. */
  linkUse(link: number): LinkUse {
    const { counters, serializers } = this.#state;
    return {
      flits: counters.flits[link]!,
      unused: counters.unused[link]!,
      packets: counters.packets[link]!,
      queueing: counters.queueing[link]!,
      mostWaiting: counters.mostWaiting[link]!,
      cyclesPerFlit: serializers.cyclesPerFlit[link]!,
    };
  }

  /** Flits carried by links between routers so far. */
  get flitHops(): number {
    const { description, counters } = this.#state;
    let flits = 0;
    for (const [link, { kind }] of description.links.entries())
      if (kind === "internal") flits += counters.flits[link]!;
    return flits;
  }

  /** Messages of which packets wait at each node's interface. A copy. */
  waitingMessages(): Int32Array {
    return this.#state.queued.slice();
  }

  /** Packets inside or waiting. */
  get busy(): boolean {
    return this.#state.packetsInside > 0 || this.#state.queued.some((count) => count > 0);
  }

  /** Queue packets at their source's interface; they may enter the network from cycle `cycle` on. Returns the message's number. */
  inject({
    source,
    destination,
    vnet,
    path = 0,
    flitsPerPacket,
    packets = 1,
    lastFlits = flitsPerPacket,
    lastShare = 1,
    created,
  }: Injection): number {
    const state = this.#state;
    const { messages, queueHead, queueTail, vnets } = state;
    const message = messages.allocate();
    messages.source[message] = source;
    messages.destination[message] = destination;
    messages.vnet[message] = vnet;
    messages.path[message] = path;
    messages.created[message] = created ?? state.cycle;
    messages.toSend[message] = packets;
    messages.toReceive[message] = packets;
    messages.flitsPerPacket[message] = flitsPerPacket;
    messages.lastFlits[message] = lastFlits;
    messages.lastShare[message] = lastShare;
    messages.next[message] = -1;
    if (state.queues) {
      queueMessage(state, state.queues, message);
    } else {
      const queue = source * vnets + vnet;
      const tail = queueTail[queue]!;
      if (tail < 0) queueHead[queue] = message;
      else messages.next[tail] = message;
      queueTail[queue] = message;
    }
    state.queued[source]!++;
    this.wake(source);
    return message;
  }

  /** The interface of a node acts in the coming cycle. */
  wake(node: number): void {
    this.#state.awake[node >> 5]! |= 1 << (node & 31);
  }

  /** The interface of a node acts in the cycle after the coming one. */
  wakeNext(node: number): void {
    this.#state.awakeNext[node >> 5]! |= 1 << (node & 31);
  }

  /** The next cycle in which something can happen; Infinity: nothing will, unless more is injected. */
  nextCycle(): number {
    const state = this.#state;
    if (state.serializers.busy || anySet(state.active) || anySet(state.awake) || anySet(state.awakeNext))
      return state.cycle;
    return state.calendar.next(state.cycle);
  }

  /** Go on to a cycle before which nothing happens. */
  skipTo(cycle: number): void {
    const state = this.#state;
    if (cycle <= state.cycle) return;
    state.statistics.bufferedSum += state.statistics.buffered * (cycle - state.cycle);
    state.cycle = cycle;
  }

  /** Simulate one cycle. */
  step(): void {
    const state = this.#state;
    const cycle = state.cycle;
    const finished = this.#finished;
    state.calendar.reserve();
    const { queues } = state;
    if (queues) receiveIntoQueues(state, queues, cycle, finished);
    else receiveArrivals(state, cycle, finished);
    if (state.serializers.busy) state.serializers.stepCredits(state.calendar, cycle);
    const { statistics } = state;
    if (statistics.buffered > statistics.bufferedPeak) statistics.bufferedPeak = statistics.buffered;
    if (queues) {
      sendIntoQueues(state, queues, cycle);
      serveOutputs(state, queues, cycle);
    } else {
      sendFromInterfaces(state, cycle);
      allocateSwitches(state, cycle);
    }
    statistics.bufferedSum += statistics.buffered;
    state.cycle = cycle + 1;
    if (finished.length > 0) this.#deliver(cycle);
  }

  /** Simulate until nothing is left to do, or up to cycle `limit` (exclusive). */
  run(limit = Number.POSITIVE_INFINITY): void {
    for (;;) {
      const next = this.nextCycle();
      if (next >= limit) {
        if (limit !== Number.POSITIVE_INFINITY) this.skipTo(limit);
        return;
      }
      this.skipTo(next);
      this.step();
    }
  }

  get listener(): EngineListener {
    return this.#listener;
  }

  set listener(listener: EngineListener) {
    this.#listener = listener;
    this.#state.packetInjected = listener.packetInjected?.bind(listener);
  }

  /** For tests and debugging: a sentence for each channel whose slots do not add up, or whose buffer holds more than it can. Empty in a sound engine, between any two cycles. */
  brokenRules(): string[] {
    return brokenRules(this.#state);
  }

  /** For tests and debugging: a sentence for whatever is left inside when nothing should be. */
  leftInside(): string[] {
    return leftInside(this.#state);
  }

  /** The channels in which flits stand still, with what each waits for. */
  stalled(): StalledChannel[] {
    return explainStall(this.#state);
  }

  #deliver(cycle: number): void {
    const state = this.#state;
    const listener = this.#listener;
    const { packets, messages } = state;
    const finished = this.#finished.splice(0);
    if (finished.length > 1)
      finished.sort(
        (a, b) => packets.destination[a]! - packets.destination[b]! || packets.vnet[a]! - packets.vnet[b]!,
      );
    for (const packet of finished) {
      listener.packetDelivered?.(packet, cycle);
      const message = packets.message[packet]!;
      state.packetsInside--;
      if (--messages.toReceive[message]! === 0) {
        listener.messageDelivered?.(message, cycle);
        messages.release(message);
      }
      packets.release(packet);
    }
  }
}

function anySet(words: Int32Array): boolean {
  for (let index = 0; index < words.length; index++) if (words[index] !== 0) return true;
  return false;
}
