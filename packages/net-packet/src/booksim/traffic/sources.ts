import { headFlit, tailFlit } from "../packets/flit-table.js";
import type { PacketTable } from "../packets/packet-table.js";
import type { RouterNetwork } from "../router/network.js";
import { latest, type PriorityKind } from "../router/shared.js";
import { firstOf, lastOf } from "../routing/routing.js";
import type { Injection } from "./injection.js";
import type { Destination } from "./patterns.js";

/** What nodes send. */
export interface SourceOptions {
  readonly destination: Destination;
  readonly injection: Injection;
  /** Flits of a new packet. */
  readonly size: () => number;
  readonly priority: PriorityKind;
  /** A packet is born when it was due, not when the source came to it. */
  readonly includeQueueing: boolean;
  readonly isRoutedAhead: boolean;
}

/** Told of what sources do. */
export interface SourceListener {
  /** True: the packet counts as measured. */
  born(packet: number): boolean;
  sent(node: number): void;
}

/** The nodes as senders. A source has one packet at hand; further ones come to be when it is sent, drawn for the cycles that have passed meanwhile. */
export class Sources {
  readonly #network: RouterNetwork;
  readonly #options: SourceOptions;
  readonly #listener: SourceListener;
  readonly #packets: PacketTable;
  /** The packet at hand, or -1, its flits that are left, and the virtual channel of the last that was sent. */
  readonly #packet: Int32Array;
  readonly #left: Int32Array;
  readonly #vc: Int32Array;
  /** The next cycle to draw for. */
  readonly #drawn: Int32Array;
  readonly #made: Int32Array;

  constructor(network: RouterNetwork, options: SourceOptions, listener: SourceListener) {
    this.#network = network;
    this.#options = options;
    this.#listener = listener;
    this.#packets = network.shared.packets;
    this.#packet = new Int32Array(network.nodes).fill(-1);
    this.#left = new Int32Array(network.nodes);
    this.#vc = new Int32Array(network.nodes).fill(-1);
    this.#drawn = new Int32Array(network.nodes);
    this.#made = new Int32Array(network.nodes);
  }

  /** True when every source has drawn for all cycles up to `cycle`. */
  haveDrawnPast(cycle: number): boolean {
    return this.#drawn.every((next) => next > cycle);
  }

  /** Sources without a packet draw whether they have one. */
  draw(cycle: number): void {
    const { injection } = this.#options;
    for (let node = 0; node < this.#packet.length; node++)
      while (this.#packet[node]! < 0 && this.#drawn[node]! <= cycle) {
        if (injection(node)) this.#make(node, cycle);
        this.#drawn[node]!++;
      }
  }

  #make(node: number, cycle: number): void {
    const { destination, size, priority, includeQueueing } = this.#options;
    const packets = this.#packets;
    const flits = size();
    const packet = packets.allocate();
    packets.source[packet] = node;
    packets.destination[packet] = destination(node);
    // The original draws one of its networks, even where there is only one.
    this.#network.shared.random.upTo(0);
    packets.size[packet] = flits;
    packets.born[packet] = includeQueueing ? this.#drawn[node]! : cycle;
    this.#made[node]!++;
    packets.priority[packet] =
      priority === "age"
        ? latest - packets.born[packet]!
        : priority === "sequence"
          ? latest - this.#made[node]!
          : 0;
    packets.measured[packet] = this.#listener.born(packet) ? 1 : 0;
    this.#packet[node] = packet;
    this.#left[node] = flits;
  }

  /** Each source sends a flit where it can. */
  send(cycle: number): void {
    for (let node = 0; node < this.#packet.length; node++) {
      const packet = this.#packet[node]!;
      if (packet < 0) continue;
      const isHead = this.#left[node] === this.#packets.size[packet];
      const vc = isHead ? this.#freeChannel(node, packet) : this.#vc[node]!;
      const buffer = this.#network.sources[node]!;
      if (vc < 0 || buffer.isFull(vc)) continue;
      if (isHead) {
        if (this.#options.isRoutedAhead) this.#network.routeAhead(node, packet, vc);
        buffer.take(vc);
        this.#vc[node] = vc;
        this.#packets.headSent[packet] = cycle;
      }
      this.#sendFlit(node, packet, vc, isHead, cycle);
    }
  }

  #sendFlit(node: number, packet: number, vc: number, isHead: boolean, cycle: number): void {
    const { flits } = this.#network.shared;
    const isTail = --this.#left[node]! === 0;
    const flit = flits.allocate();
    flits.packet[flit] = packet;
    flits.kind[flit] = (isHead ? headFlit : 0) | (isTail ? tailFlit : 0);
    flits.vc[flit] = vc;
    flits.priority[flit] =
      this.#options.priority === "network_age" ? latest - cycle : this.#packets.priority[packet]!;
    flits.sent[flit] = cycle;
    this.#network.sources[node]!.send(vc, isTail);
    this.#network.send(node, flit, cycle);
    this.#listener.sent(node);
    if (isTail) this.#packet[node] = -1;
  }

  /** The next virtual channel after the last one used that is free and has room; from another range its first one alone. -1: none. */
  #freeChannel(node: number, packet: number): number {
    const range = this.#network.shared.routing.inject(packet);
    const [first, last] = [firstOf(range), lastOf(range)];
    const count = last - first + 1;
    const before = this.#vc[node]!;
    const buffer = this.#network.sources[node]!;
    const isOutside = before < first || before > last;
    for (let step = 1; step <= count; step++) {
      const vc = isOutside ? first : first + ((before - first + step) % count);
      if (buffer.isFree(vc) && !buffer.isFull(vc)) return vc;
      if (isOutside) break;
    }
    return -1;
  }
}
