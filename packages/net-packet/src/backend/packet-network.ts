import type { ExternalClock, Message, Network, NetworkReport, RunObserver, Waiter } from "@astra-ts/core";
import { PacketEngine } from "../engine/engine.js";
import { linkName } from "../engine/stall.js";
import type { PacketMachine } from "./machine.js";
import { type MessageInPackets, Streams } from "./message-in-packets.js";
import { MessageStatistics } from "./message-statistics.js";
import { packetEvents } from "./packet-events.js";
import { networkReport } from "./report.js";
import { UtilizationRecorder } from "./utilization-recorder.js";

/** The `packet` backend at work: core's messages in, packets and flits inside, a clock of its own. */
export class PacketNetwork implements Network {
  readonly clock: ExternalClock;
  readonly startTime: number;
  readonly engine: PacketEngine;
  readonly #machine: PacketMachine;
  readonly #now: () => number;
  readonly #statistics: MessageStatistics;
  readonly #utilization: UtilizationRecorder;
  /** By the engine's number of the message. */
  readonly #messages: MessageInPackets[] = [];
  readonly #streams = new Streams();
  readonly #reportedLinks: number;

  constructor(
    machine: PacketMachine,
    now: () => number,
    random: () => number,
    reportedLinks: number,
    observer?: RunObserver,
  ) {
    this.#machine = machine;
    this.#now = now;
    this.#reportedLinks = reportedLinks;
    this.startTime = machine.startTime;
    this.engine = new PacketEngine(machine.description, random);
    const { packets } = this.engine;
    this.#statistics = new MessageStatistics(packets, machine.cycleTime);
    this.#utilization = new UtilizationRecorder(this.engine);
    const { cycleTime } = machine;
    this.clock = {
      nextEventTime: () => Math.max(this.engine.nextCycle() * cycleTime, now()),
      advanceTo: (time) => {
        const cycle = Math.round(time / cycleTime);
        this.#utilization.advance(cycle);
        this.engine.skipTo(cycle);
        this.engine.step();
      },
    };
    const received = (packet: number): void =>
      this.#received(this.#messages[packets.message[packet]!]!, packet);
    if (observer === undefined) this.engine.listener = { packetDelivered: received };
    else {
      const events = packetEvents(packets, cycleTime, observer);
      this.engine.listener = {
        packetInjected: events.packetInjected,
        packetDelivered: (packet, cycle) => {
          events.packetDelivered(packet, cycle);
          received(packet);
        },
      };
    }
  }

  send(message: Message, delivered: () => void): void {
    const { flitBytes, packetBytes, wholePackets, vnetOf, takePath, streamKey } = this.#machine;
    const { engine } = this;
    const cycle = this.#catchUp();
    const { source, destination, bytes } = message;
    const packets = Math.max(1, Math.ceil(bytes / packetBytes));
    const lastBytes = wholePackets ? packetBytes : bytes - (packets - 1) * packetBytes;
    const flitsPerPacket = Math.ceil(packetBytes / flitBytes);
    const lastFlits = Math.max(1, Math.ceil(lastBytes / flitBytes));
    const lastShare = Math.max(1, lastBytes - (lastFlits - 1) * flitBytes) / flitBytes;
    const path = takePath?.(message) ?? 0;
    const vnet = vnetOf(message, path);
    const id = engine.inject({
      source,
      destination,
      vnet,
      path,
      packets,
      flitsPerPacket,
      lastFlits,
      lastShare,
      created: cycle,
    });
    // The fork's interface also acts in the cycle after a send.
    if (engine.cycle === cycle) engine.wakeNext(source);
    const stream = streamKey && this.#streams.of(streamKey(message));
    const sent = {
      sentAt: this.#now(),
      flits: (packets - 1) * flitsPerPacket + lastFlits,
      packetsLeft: packets,
      delivered,
      stream,
    };
    this.#messages[id] = sent;
    stream?.push(sent);
    this.#statistics.sent(bytes);
  }

  /** A rank's timers run now: in Garnet's fork its interface acts in the same cycle. */
  rankAwake(rank: number): void {
    if (this.engine.description.interfaces !== "fork") return;
    const cycle = this.#catchUp();
    if (this.engine.cycle === cycle) this.engine.wake(rank);
  }

  report(): NetworkReport {
    return networkReport(
      this.engine,
      this.#machine,
      this.#statistics,
      this.#utilization,
      this.#reportedLinks,
    );
  }

  pending(): Waiter[] {
    const { description } = this.engine;
    const { cycleTime, routerName } = this.#machine;
    const waiters = this.engine
      .stalled()
      .map(({ router, link, vc, source, destination, flitised, reason }): Waiter => {
        return {
          waitsFor: `${reason}: packet from ${source} to ${destination} in virtual channel ${vc} of ${linkName(description, link)} at ${routerName(router)}`,
          since: flitised * cycleTime,
        };
      });
    for (const [rank, count] of this.engine.waitingMessages().entries())
      if (count > 0)
        waiters.push({ rank, waitsFor: `a virtual channel of its interface (${count} messages wait)` });
    return waiters;
  }

  /** Bring an idle engine's clock up to now; the cycle that now falls in. */
  #catchUp(): number {
    const cycle = Math.ceil(this.#now() / this.#machine.cycleTime - 1e-9);
    this.engine.skipTo(cycle);
    return cycle;
  }

  #received(sent: MessageInPackets, packet: number): void {
    const { stream } = sent;
    const credited = stream !== undefined && this.#machine.countsPackets ? stream[0]! : sent;
    if (--credited.packetsLeft > 0) return;
    if (stream === undefined) this.#finish(credited, packet);
    else while (stream[0]?.packetsLeft === 0) this.#finish(stream.shift()!, packet);
  }

  #finish({ sentAt, flits, delivered }: MessageInPackets, lastPacket: number): void {
    this.#statistics.delivered(this.#now() - sentAt, flits, lastPacket);
    delivered();
  }
}
