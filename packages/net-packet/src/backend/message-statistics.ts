import { LatencyHistogram } from "@astra-ts/core";
import type { PacketsInside } from "../engine/packet-table.js";

/** Latency of core's messages and where it went. Times in ns. */
export class MessageStatistics {
  messages = 0;
  bytes = 0;
  readonly latency = new LatencyHistogram();
  propagation = 0;
  serialization = 0;
  queueing = 0;
  readonly #packets: PacketsInside;
  readonly #cycleTime: number;

  constructor(packets: PacketsInside, cycleTime: number) {
    this.#packets = packets;
    this.#cycleTime = cycleTime;
  }

  sent(bytes: number): void {
    this.messages++;
    this.bytes += bytes;
  }

  /**
   * Propagation: a lone flit's time over the links and routers on the last packet's way. Serialization: the message's further flits over the slowest of
   * these links. Queueing: the rest.
   */
  delivered(latency: number, flits: number, lastPacket: number): void {
    const { propagation, slowest } = this.#packets;
    const onTheWay = Math.min(latency, propagation[lastPacket]! * this.#cycleTime);
    const further = (flits - 1) * slowest[lastPacket]! * this.#cycleTime;
    const serialization = Math.min(latency - onTheWay, further);
    this.latency.add(latency);
    this.propagation += onTheWay;
    this.serialization += serialization;
    this.queueing += latency - onTheWay - serialization;
  }
}
