import type { NetworkDescription } from "./description.js";
import { grownInts } from "./grown.js";
import { classBits } from "./route-computation.js";

const none = -1;

/** The shape that the queues of a network have: its virtual channels, and which of them each class may take. */
export interface QueueShape {
  readonly links: number;
  readonly vcShift: number;
  readonly vcsPerVnet: number;
  readonly vnetWords: number;
  /** As `EngineState.classMask`. */
  readonly classMask: Int32Array;
}

/**
 * Virtual channels that hold many packets, one behind the other (`vcPackets: many`). Only the first packet of a channel is routed and stands in the list of those that
 * wait for its output. A slot of a buffer is a number here, so large buffers cost nothing until packets are in them.
 */
export class PacketQueues {
  /** Flit slots of each of a link's virtual channels: `link * vnets + vnet`. */
  readonly capacity: Int32Array;
  /** Virtual channels of a class within a vnet, by code of the class. */
  readonly classChannels: readonly Int32Array[];

  // Virtual channels, by their number.
  /** Entry of the first and of the last packet inside; -1: none. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Flits of the first packet that must be here before it may start: it shall not hold up a faster link. */
  readonly needed: Int32Array;
  /** Turn of the first packet at its output: the lowest goes first. */
  readonly turn: Float64Array;
  /** Neighbours in the list of its output. */
  readonly following: Int32Array;
  readonly preceding: Int32Array;

  // Output links.
  /** Channels whose first packet wants the link. */
  readonly firstWaiting: Int32Array;
  /** Channel whose packet the link is sending; -1: none. */
  readonly serving: Int32Array;
  /** The cycle for which the link's next look at its list is filed. */
  readonly nextLook: Float64Array;
  /** Where the search among equal turns begins: number of an input port and of a channel, see `positionOf`. */
  readonly pointer: Int32Array;
  /** Channels whose first packet has left in this cycle while others stand behind it. */
  readonly uncovered: number[] = [];

  // Entries: packets in channels. A packet whose head is ahead of its tail has one in each of several channels.
  packet = new Int32Array(0);
  /** Flits of it that had come before it was the first; from then on the channel's record counts them. */
  arrived = new Int32Array(0);
  /** The entry behind it in the channel; the next one that is free. */
  behind = new Int32Array(0);
  #free = none;

  // Network interfaces, by `node * channels of a link + channel`: messages that wait for a channel.
  readonly queueHead: Int32Array;
  readonly queueTail: Int32Array;
  /** Channel that each lane (`node * vnets + vnet`) sends a packet over; -1: none. */
  readonly laneChannel: Int32Array;
  /** Channel of each lane, within its virtual network, that got a packet last. */
  readonly queuePointer: Int32Array;
  /** Lane of each inject link that sent last. */
  readonly lanePointer: Int32Array;

  constructor({ nodes, vnets, links }: NetworkDescription, shape: QueueShape) {
    const channels = shape.links << shape.vcShift;
    const perChannel = () => new Int32Array(channels).fill(none);
    this.first = perChannel();
    this.last = perChannel();
    this.needed = new Int32Array(channels);
    this.turn = new Float64Array(channels);
    this.following = perChannel();
    this.preceding = perChannel();
    this.firstWaiting = new Int32Array(shape.links).fill(none);
    this.serving = new Int32Array(shape.links).fill(none);
    this.nextLook = new Float64Array(shape.links).fill(none);
    this.pointer = new Int32Array(shape.links);
    this.capacity = Int32Array.from(
      links.flatMap(({ buffersPerVc }) => vnets.map((vnet) => buffersPerVc ?? vnet.buffersPerVc)),
    );
    this.classChannels = Array.from({ length: 1 << classBits }, (_, vcClass) =>
      Int32Array.from(
        Array.from({ length: shape.vcsPerVnet }, (_, vc) => vc).filter(
          (vc) => (shape.classMask[vcClass * shape.vnetWords + (vc >> 5)]! & (1 << (vc & 31))) !== 0,
        ),
      ),
    );
    this.queueHead = new Int32Array(nodes << shape.vcShift).fill(none);
    this.queueTail = new Int32Array(nodes << shape.vcShift).fill(none);
    this.laneChannel = new Int32Array(nodes * vnets.length).fill(none);
    // Every node begins elsewhere, so that not all send to one destination first.
    this.queuePointer = Int32Array.from(
      { length: nodes * vnets.length },
      (_, lane) => Math.floor(lane / vnets.length) % shape.vcsPerVnet,
    );
    this.lanePointer = new Int32Array(shape.links);
  }

  /** Puts a packet of which one flit has come behind those in a channel; its entry. */
  append(channel: number, packet: number): number {
    if (this.#free === none) this.#grow();
    const entry = this.#free;
    this.#free = this.behind[entry]!;
    this.packet[entry] = packet;
    this.arrived[entry] = 1;
    this.behind[entry] = none;
    const last = this.last[channel]!;
    if (last === none) this.first[channel] = entry;
    else this.behind[last] = entry;
    this.last[channel] = entry;
    return entry;
  }

  /** Takes the first packet out of a channel. */
  remove(channel: number): void {
    const entry = this.first[channel]!;
    const next = this.behind[entry]!;
    this.first[channel] = next;
    if (next === none) this.last[channel] = none;
    this.behind[entry] = this.#free;
    this.#free = entry;
  }

  /** Puts a channel in the list of those that wait for an output. */
  await(output: number, channel: number): void {
    const next = this.firstWaiting[output]!;
    this.following[channel] = next;
    this.preceding[channel] = none;
    if (next !== none) this.preceding[next] = channel;
    this.firstWaiting[output] = channel;
  }

  /** Takes a channel out of the list of its output. */
  leave(output: number, channel: number): void {
    const before = this.preceding[channel]!;
    const after = this.following[channel]!;
    if (before === none) this.firstWaiting[output] = after;
    else this.following[before] = after;
    if (after !== none) this.preceding[after] = before;
  }

  #grow(): void {
    const old = this.packet.length;
    const size = Math.max(256, 2 * old);
    this.packet = grownInts(this.packet, size);
    this.arrived = grownInts(this.arrived, size);
    this.behind = grownInts(this.behind, size);
    for (let entry = size - 1; entry >= old; entry--) {
      this.behind[entry] = this.#free;
      this.#free = entry;
    }
  }
}
