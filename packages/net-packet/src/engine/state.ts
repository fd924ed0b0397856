import { classMasks } from "./class-masks.js";
import type { NetworkDescription } from "./description.js";
import { FlightCalendar } from "./flight-calendar.js";
import { LinkCounters } from "./link-counters.js";
import { MessageTable } from "./message-table.js";
import { PacketQueues } from "./packet-queues.js";
import { PacketTable } from "./packet-table.js";
import { compileRouting, type RoutingTables } from "./routing-tables.js";
import { Serializers } from "./serializers.js";
import { Statistics } from "./statistics.js";
import { Turns } from "./turns.js";
import { checkDescription } from "./validation.js";

/*
 * A virtual channel is identified by `link << vcShift | vc`, on both sides of its link: the buffer and its state belong to the receiver, credits and
 * idle bits to the sender. Its record is 8 words of `vcs`, at `channel << 3`, so that one cache line holds it.
 */
/** Packet that holds the channel; -1: idle. */
export const PACKET = 0;
/** Flits in the buffer that may take part in switch allocation. */
export const BUFFERED = 1;
/** Flits of the packet that have not left the buffer yet. */
export const LEFT = 2;
/** Output link that the packet takes. */
export const OUT_LINK = 3;
/** Channel held on the output link; -1: none yet. */
export const OUT_CHANNEL = 4;
/**
 * Where to look for an idle channel of the packet's vnet on the output link: `slot << classBits | class`, see `idle` and `classMask`. Where channels hold many packets: the
 * channel that it will take there.
 */
export const WANTED = 5;
/** Sender's count of free slots. */
export const CREDITS = 6;
/** 1: a packet is being sent over the channel (where channels hold many packets). */
export const HOLDER = 7;

/** All of a network's state, as flat arrays. Only the files of this folder touch it. */
export class EngineState {
  readonly description: NetworkDescription;
  /** Told of a packet whose head leaves its interface, if anyone is. */
  packetInjected: ((packet: number, cycle: number) => void) | undefined = undefined;
  readonly nodes: number;
  readonly routers: number;
  readonly links: number;
  readonly vnets: number;
  readonly vcsPerVnet: number;
  /** Virtual channels of a link: `vnets * vcsPerVnet`. */
  readonly vcCount: number;
  readonly vcShift: number;
  /** 32-bit words that hold one bit per virtual channel of a link. */
  readonly vcWords: number;
  /** 32-bit words that hold one bit per virtual channel of a vnet. */
  readonly vnetWords: number;

  /** Next cycle to be simulated. */
  cycle = 0;
  /** Flits that are buffered, waiting at an interface or on a link, are of this many packets. */
  packetsInside = 0;

  // Links.
  /** 1: its receiver is a router; 0: a network interface. */
  readonly toRouter: Uint8Array;
  readonly linkTarget: Int32Array;
  readonly linkSource: Int32Array;
  /** 1: its sender is a router. */
  readonly fromRouter: Uint8Array;
  /** Cycles from winning the switch to taking part in the next one's allocation (or to being received by an interface). */
  readonly flitDelay: Int32Array;
  readonly creditDelay: Int32Array;
  /** 1: narrower than a flit, see `serializers`. */
  readonly narrow: Uint8Array;
  readonly serializers: Serializers;
  readonly counters: LinkCounters;

  // Virtual channels.
  readonly vcs: Int32Array;
  /** Idle channels: bit k of word `(link * vnets + vnet) * vnetWords + (k >> 5)`. */
  readonly idle: Int32Array;
  /** Channels of a class: bit k of word `class * vnetWords + (k >> 5)`. Classes: 0 all, 1 lower, 2 upper, 3 adaptive. */
  readonly classMask: Int32Array;
  readonly vcVnet: Int32Array;
  /** When the packet's head came, per channel. */
  readonly enqueued: Float64Array;
  readonly anyOrdered: boolean;
  readonly ordered: Uint8Array;

  // Input ports of routers, by link.
  /** Channels with flits ready for allocation. */
  readonly ready: Int32Array;
  readonly readyChannels: Int32Array;
  /** Ports to look at in this cycle, one bit per link. */
  readonly active: Int32Array;
  readonly inputIndex: Int32Array;
  readonly inputPointer: Int32Array;

  // Output ports of routers, by link.
  readonly outputPointer: Int32Array;
  /** Input ports of the router that the link leaves. */
  readonly outputInputs: Int32Array;
  readonly bestDistance: Int32Array;
  readonly bestInput: Int32Array;
  readonly bestChannel: Int32Array;
  readonly requested: Int32Array;

  // Routers.
  /** Input links of router r: `inputLinks[inputStart[r] .. inputStart[r + 1]]`. */
  readonly inputLinks: Int32Array;
  readonly inputStart: Int32Array;
  /** 1: some input port of the router sleeps until a credit comes. */
  readonly sleeping: Uint8Array;

  // Network interfaces.
  /** Inject links of node n: `injectLinks[injectStart[n] .. injectStart[n + 1]]`. */
  readonly injectLinks: Int32Array;
  readonly injectStart: Int32Array;
  /** Inject link of `node * vnets + vnet`. */
  readonly injectLink: Int32Array;
  /** Rank of a link among inject links; -1 for others. */
  readonly injectIndex: Int32Array;
  /** Packet in each send queue (`injectIndex << vcShift | vc`) and its flits still to be sent. */
  readonly sendPacket: Int32Array;
  readonly sendLeft: Int32Array;
  /** Send queues with flits, bits as in `ready`. */
  readonly sendReady: Int32Array;
  readonly sendPointer: Int32Array;
  readonly sendQueues: Int32Array;
  readonly queueHead: Int32Array;
  readonly queueTail: Int32Array;
  /** Messages waiting per node. */
  readonly queued: Int32Array;
  readonly vcPointer: Int32Array;
  /** Interfaces to look at in this cycle, one bit per node. */
  readonly awake: Int32Array;
  /** Interfaces to wake in the cycle after this one. */
  readonly awakeNext: Int32Array;
  /** Wake-ups so far (fork's interface rule). */
  readonly wakeUps: Int32Array;
  /** Credits that interfaces read at the end of the cycle: channel, or its complement with the free signal. */
  readonly lateCredits: Int32Array;
  lateCreditCount = 0;

  readonly calendar: FlightCalendar;
  readonly packets = new PacketTable();
  readonly messages = new MessageTable();
  readonly routing: RoutingTables;
  readonly statistics: Statistics;
  /** Where virtual channels hold many packets. */
  readonly queues: PacketQueues | undefined;
  readonly turns: Turns | undefined;
  readonly forkPointers: boolean;
  readonly forkInterfaces: boolean;

  constructor(description: NetworkDescription, random: () => number) {
    checkDescription(description);
    this.description = description;
    const { nodes, routers, links, vnets, vcsPerVnet } = description;
    this.nodes = nodes;
    this.routers = routers;
    this.links = links.length;
    this.vnets = vnets.length;
    this.vcsPerVnet = vcsPerVnet;
    this.vcCount = vnets.length * vcsPerVnet;
    this.vcShift = Math.ceil(Math.log2(this.vcCount));
    const stride = 1 << this.vcShift;
    this.vcWords = Math.max(1, stride >> 5);
    this.vnetWords = Math.ceil(vcsPerVnet / 32);
    this.forkPointers = description.pointers === "fork";
    this.forkInterfaces = description.interfaces === "fork";

    const count = links.length;
    const perLink = () => new Int32Array(count);
    this.toRouter = new Uint8Array(count);
    this.fromRouter = new Uint8Array(count);
    this.linkSource = perLink();
    this.linkTarget = perLink();
    this.flitDelay = perLink();
    this.creditDelay = perLink();
    this.narrow = new Uint8Array(count);
    this.counters = new LinkCounters(count);
    this.inputIndex = perLink();
    this.inputPointer = perLink();
    this.outputPointer = perLink();
    this.outputInputs = perLink();
    this.bestDistance = perLink().fill(0x7fffffff);
    this.bestInput = perLink();
    this.bestChannel = perLink();
    this.requested = perLink();
    this.readyChannels = perLink();
    this.ready = new Int32Array(count * this.vcWords);
    this.active = new Int32Array((count >> 5) + 1);
    this.injectIndex = perLink().fill(-1);

    const latency = (router: number): number =>
      typeof description.routerLatency === "number"
        ? description.routerLatency
        : description.routerLatency[router]!;
    const inputs: number[][] = Array.from({ length: routers }, () => []);
    const injects: number[][] = Array.from({ length: nodes }, () => []);
    const inputPorts = description.inputPorts?.slice() ?? new Array<number>(routers).fill(0);
    let injectCount = 0;
    for (const [link, { kind, source, target, latency: wire, inputPort }] of links.entries()) {
      this.linkSource[link] = source;
      this.linkTarget[link] = target;
      this.fromRouter[link] = kind === "inject" ? 0 : 1;
      this.creditDelay[link] = 1 + wire;
      this.flitDelay[link] = 1 + wire;
      if (kind === "inject") {
        injects[source]!.push(link);
        this.injectIndex[link] = injectCount++;
      }
      if (kind === "eject") continue;
      this.toRouter[link] = 1;
      this.flitDelay[link] += latency(target) - 1;
      const index = inputPort ?? inputs[target]!.length;
      this.inputIndex[link] = index;
      inputs[target]!.push(link);
      if (index >= inputPorts[target]!) inputPorts[target] = index + 1;
    }
    for (let link = 0; link < count; link++)
      if (this.fromRouter[link] === 1) this.outputInputs[link] = inputPorts[this.linkSource[link]!]!;
    [this.inputLinks, this.inputStart] = compress(inputs);
    [this.injectLinks, this.injectStart] = compress(injects);
    this.sleeping = new Uint8Array(routers);

    this.injectLink = new Int32Array(nodes * vnets.length).fill(-1);
    for (const [link, { kind, source, vnet }] of links.entries()) {
      if (kind !== "inject") continue;
      for (let v = 0; v < vnets.length; v++)
        if (vnet === undefined || vnet === v) this.injectLink[source * vnets.length + v] = link;
    }
    this.sendPacket = new Int32Array(injectCount * stride).fill(-1);
    this.sendLeft = new Int32Array(injectCount * stride);
    this.sendReady = new Int32Array(injectCount * this.vcWords);
    this.sendPointer = new Int32Array(injectCount);
    this.sendQueues = new Int32Array(injectCount);
    this.queueHead = new Int32Array(nodes * vnets.length).fill(-1);
    this.queueTail = new Int32Array(nodes * vnets.length).fill(-1);
    this.queued = new Int32Array(nodes);
    this.vcPointer = new Int32Array(nodes * vnets.length);
    this.awake = new Int32Array((nodes >> 5) + 1);
    this.awakeNext = new Int32Array((nodes >> 5) + 1);
    // The fork's interfaces have woken once before traffic begins, to build their system layer.
    this.wakeUps = new Int32Array(nodes).fill(1);
    this.lateCredits = new Int32Array(injectCount);

    this.vcs = new Int32Array((count * stride) << 3);
    this.idle = new Int32Array(count * vnets.length * this.vnetWords);
    this.vcVnet = Int32Array.from({ length: stride }, (_, vc) => Math.floor(vc / vcsPerVnet));
    this.ordered = Uint8Array.from(vnets, (vnet) => (vnet.ordered ? 1 : 0));
    this.anyOrdered = this.ordered.includes(1);
    this.enqueued = new Float64Array(count * stride);
    this.classMask = classMasks(description, this.vnetWords);
    for (let link = 0; link < count; link++) {
      for (let v = 0; v < vnets.length; v++)
        for (let word = 0; word < this.vnetWords; word++)
          this.idle[(link * vnets.length + v) * this.vnetWords + word] = this.classMask[word]!;
      for (let vc = 0; vc < this.vcCount; vc++) {
        const at = ((link << this.vcShift) | vc) << 3;
        this.vcs[at + PACKET] = -1;
        this.vcs[at + OUT_CHANNEL] = -1;
        this.vcs[at + CREDITS] = vnets[this.vcVnet[vc]!]!.buffersPerVc;
      }
    }

    this.serializers = new Serializers(description);
    for (let link = 0; link < count; link++) if (links[link]!.serialization) this.narrow[link] = 1;
    this.calendar = new FlightCalendar(this.flitDelay, this.creditDelay, this.serializers.longestExtra);
    this.routing = compileRouting(description, random);
    this.statistics = new Statistics(vnets.length);
    if (description.vcPackets !== "many") return;
    this.queues = new PacketQueues(description, this);
    this.turns = new Turns(description.arbitration ?? "fair", this.packets, count, nodes);
    for (let channel = 0; channel < count * stride; channel++) {
      const vnet = this.vcVnet[channel & (stride - 1)]!;
      if (vnet < vnets.length)
        this.vcs[(channel << 3) + CREDITS] =
          this.queues.capacity[(channel >> this.vcShift) * vnets.length + vnet]!;
    }
  }
}

/** Lists of numbers as one flat list and where each begins. */
function compress(lists: readonly number[][]): [Int32Array, Int32Array] {
  const starts = new Int32Array(lists.length + 1);
  for (const [index, list] of lists.entries()) starts[index + 1] = starts[index]! + list.length;
  return [Int32Array.from(lists.flat()), starts];
}
