import { LatencyHistogram } from "@astra-ts/core";
import type { PacketTable } from "./packet-table.js";

/** What is counted while a network runs. Latencies in cycles; all but the link counts are per virtual network. */
export class Statistics {
  readonly packetsInjected: Float64Array;
  readonly flitsInjected: Float64Array;
  readonly packetsReceived: Float64Array;
  readonly flitsReceived: Float64Array;
  /** From a packet's being cut into flits to its reception, less one cycle: Garnet's network latency. Summed over flits, and over packets (their tails). */
  readonly flitNetworkLatency: Float64Array;
  readonly packetNetworkLatency: Float64Array;
  /** From the creation of a packet's message to its being cut into flits. */
  readonly flitQueueingLatency: Float64Array;
  readonly packetQueueingLatency: Float64Array;
  /** Routers visited less one, summed over received flits. */
  hops = 0;
  /** Requests of switch allocation that lost. */
  conflicts = 0;
  grants = 0;
  /** Flits in router buffers now, the most there ever were, and the sum over cycles. */
  buffered = 0;
  bufferedPeak = 0;
  bufferedSum = 0;
  /** Total latency of packets. */
  readonly packetLatency = new LatencyHistogram();

  constructor(vnets: number) {
    const perVnet = (): Float64Array => new Float64Array(vnets);
    this.packetsInjected = perVnet();
    this.flitsInjected = perVnet();
    this.packetsReceived = perVnet();
    this.flitsReceived = perVnet();
    this.flitNetworkLatency = perVnet();
    this.packetNetworkLatency = perVnet();
    this.flitQueueingLatency = perVnet();
    this.packetQueueingLatency = perVnet();
  }

  /** A flit of a packet has come out of the network. */
  flitReceived(packets: PacketTable, packet: number, cycle: number, isTail: boolean): void {
    const vnet = packets.vnet[packet]!;
    const flitised = packets.flitised[packet]!;
    const network = cycle - flitised - 1;
    const queueing = flitised - packets.created[packet]!;
    this.flitsReceived[vnet]!++;
    this.flitNetworkLatency[vnet]! += network;
    this.flitQueueingLatency[vnet]! += queueing;
    this.hops += packets.hops[packet]!;
    if (!isTail) return;
    this.packetsReceived[vnet]!++;
    this.packetNetworkLatency[vnet]! += network;
    this.packetQueueingLatency[vnet]! += queueing;
    this.packetLatency.add(network + queueing);
  }

  /** Start afresh, as after a warm-up. Flits already buffered stay counted as buffered. */
  reset(): void {
    for (const sums of [
      this.packetsInjected,
      this.flitsInjected,
      this.packetsReceived,
      this.flitsReceived,
      this.flitNetworkLatency,
      this.packetNetworkLatency,
      this.flitQueueingLatency,
      this.packetQueueingLatency,
    ])
      sums.fill(0);
    this.hops = 0;
    this.conflicts = 0;
    this.grants = 0;
    this.bufferedPeak = this.buffered;
    this.bufferedSum = 0;
    this.packetLatency.clear();
  }
}
