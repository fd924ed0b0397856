import type { PacketEngine } from "../engine/engine.js";
import { ratio, sum } from "../engine/sums.js";

/** Outcome of a synthetic-traffic run. Plain JSON; latencies in cycles, rates per node and cycle. */
export interface TrafficResult {
  readonly topologyNodes: number;
  readonly pattern: string;
  readonly injectionRate: number;
  /** Cycles that statistics cover. */
  readonly cycles: number;
  /** Packets that got a virtual channel, and that came out. */
  readonly packetsInjected: number;
  readonly packetsReceived: number;
  readonly flitsInjected: number;
  readonly flitsReceived: number;
  readonly averagePacketLatency: number;
  readonly averagePacketNetworkLatency: number;
  readonly averagePacketQueueingLatency: number;
  readonly averageFlitLatency: number;
  readonly averageFlitNetworkLatency: number;
  readonly averageFlitQueueingLatency: number;
  /** Total latency of packets. */
  readonly packetLatency: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Routers visited less one, mean over flits. */
  readonly averageHops: number;
  /** Hops summed over received flits. */
  readonly flitHops: number;
  /** Flits carried by links from interfaces, to interfaces, and between routers. */
  readonly injectLinkFlits: number;
  readonly ejectLinkFlits: number;
  readonly internalLinkFlits: number;
  /** Packets that came to be, and flits received, per node and cycle. */
  readonly offeredPackets: number;
  readonly acceptedFlits: number;
  /** Share of switch-allocation requests that lost. */
  readonly allocationConflicts: number;
  /** Flits in router buffers: mean over cycles, and most. */
  readonly bufferedFlitsMean: number;
  readonly bufferedFlitsPeak: number;
  /** False: packets born in the measured cycles were still inside when draining was given up, a sign of saturation. */
  readonly drained: boolean;
  readonly wallSeconds: number;
}

/** Flits over links so far, by kind of link. */
export function linkTotals(engine: PacketEngine): { inject: number; eject: number; internal: number } {
  const totals = { inject: 0, eject: 0, internal: 0 };
  const flits = engine.linkFlits();
  for (const [link, { kind }] of engine.description.links.entries()) totals[kind] += flits[link]!;
  return totals;
}

/** What an engine's own statistics say, as part of a result. */
export function engineAverages({ statistics, cycle }: PacketEngine) {
  const packets = sum(statistics.packetsReceived);
  const flits = sum(statistics.flitsReceived);
  const packetNetwork = ratio(sum(statistics.packetNetworkLatency), packets);
  const packetQueueing = ratio(sum(statistics.packetQueueingLatency), packets);
  const flitNetwork = ratio(sum(statistics.flitNetworkLatency), flits);
  const flitQueueing = ratio(sum(statistics.flitQueueingLatency), flits);
  const { p50, p99, max } = statistics.packetLatency.summary();
  return {
    packetsInjected: sum(statistics.packetsInjected),
    packetsReceived: packets,
    flitsInjected: sum(statistics.flitsInjected),
    flitsReceived: flits,
    averagePacketLatency: packetNetwork + packetQueueing,
    averagePacketNetworkLatency: packetNetwork,
    averagePacketQueueingLatency: packetQueueing,
    averageFlitLatency: flitNetwork + flitQueueing,
    averageFlitNetworkLatency: flitNetwork,
    averageFlitQueueingLatency: flitQueueing,
    packetLatency: { p50, p99, max },
    averageHops: ratio(statistics.hops, flits),
    flitHops: statistics.hops,
    allocationConflicts: ratio(statistics.conflicts, statistics.conflicts + statistics.grants),
    bufferedFlitsMean: ratio(statistics.bufferedSum, cycle),
    bufferedFlitsPeak: statistics.bufferedPeak,
  };
}
