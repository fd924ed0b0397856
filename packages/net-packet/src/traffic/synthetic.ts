import { createRandom } from "@astra-ts/core";
import { PacketEngine } from "../engine/engine.js";
import { sum } from "../engine/sums.js";
import { checkWhole, planTraffic, type TrafficOptions } from "./options.js";
import { destinationOf } from "./patterns.js";
import { replayGarnet } from "./replay.js";
import { engineAverages, linkTotals, type TrafficResult } from "./result.js";
import { PacketSources } from "./sources.js";

/** Runs synthetic traffic: gem5's, draw for draw, with `replayGarnet`; else Bernoulli injection with a warm-up, a measurement and a drain. */
export function syntheticTraffic(options: TrafficOptions): TrafficResult {
  return options.replayGarnet === true ? replayGarnet(options) : measureTraffic(options);
}

/**
 * Every node draws in every cycle whether it sends. Packets born in the measured cycles give the packet latencies, injection goes on until all of them are
 * out (or `drainCycles` have passed); flits, hops, links, throughput and buffers are counted over the measured cycles.
 */
function measureTraffic(options: TrafficOptions): TrafficResult {
  const {
    warmupCycles = 1000,
    measureCycles = 10_000,
    drainCycles = measureCycles,
    seed = 1,
    clock,
  } = options;
  checkWhole("warmup-cycles", warmupCycles, 0);
  checkWhole("measure-cycles", measureCycles, 1);
  checkWhole("drain-cycles", drainCycles, 0);
  const plan = planTraffic(options);
  const started = clock?.() ?? 0;
  const random = createRandom(seed);
  const below = (bound: number): number => random.integer(bound);
  const engine = new PacketEngine(plan.network, () => random.next());
  const sources = new PacketSources(engine, plan.flits);
  const sentBy = new Int32Array(plan.nodes);
  const drawVnet = (): number => (plan.vnet >= 0 ? plan.vnet : below(plan.network.vnets.length));

  const measureEnd = warmupCycles + measureCycles;
  let offered = 0;
  let offeredNow = 0;
  const drawPackets = (cycle: number): void => {
    for (let source = 0; source < plan.nodes; source++) {
      if (random.next() >= plan.injectionRate) continue;
      if (plan.singleSender >= 0 && source !== plan.singleSender) continue;
      if (plan.packetsMax >= 0 && sentBy[source]! >= plan.packetsMax) continue;
      sentBy[source]!++;
      const destination =
        plan.singleDestination >= 0
          ? plan.singleDestination
          : destinationOf(plan.pattern, source, plan.nodes, below, plan.hotspot);
      sources.add(cycle, source, destination, drawVnet());
      offeredNow++;
    }
  };
  const cycleOf = (): void => {
    const { cycle } = engine;
    offeredNow = 0;
    if (cycle % plan.clockRatio === 0) drawPackets(cycle);
    sources.release(cycle);
    engine.step();
  };

  const measured = new MeasuredPackets(engine, warmupCycles, measureEnd);
  while (engine.cycle < warmupCycles) cycleOf();
  engine.statistics.reset();
  const linksBefore = linkTotals(engine);
  while (engine.cycle < measureEnd) {
    cycleOf();
    offered += offeredNow;
  }
  const averages = engineAverages(engine);
  const links = linkTotals(engine);
  const accepted = sum(engine.statistics.flitsReceived);
  const giveUp = measureEnd + drainCycles;
  while (measured.received < offered && engine.cycle < giveUp) cycleOf();

  return {
    topologyNodes: plan.nodes,
    pattern: plan.pattern,
    injectionRate: plan.injectionRate,
    cycles: measureCycles,
    ...averages,
    bufferedFlitsMean: (averages.bufferedFlitsMean * measureEnd) / measureCycles,
    ...measured.averages(),
    injectLinkFlits: links.inject - linksBefore.inject,
    ejectLinkFlits: links.eject - linksBefore.eject,
    internalLinkFlits: links.internal - linksBefore.internal,
    offeredPackets: offered / plan.nodes / measureCycles,
    acceptedFlits: accepted / plan.nodes / measureCycles,
    drained: measured.received === offered,
    wallSeconds: (clock?.() ?? 0) - started,
  };
}

/** Latencies of the packets that were born in the measured cycles. */
class MeasuredPackets {
  received = 0;
  readonly #latencies: number[] = [];
  #network = 0;
  #queueing = 0;

  constructor(engine: PacketEngine, from: number, to: number) {
    const { packets } = engine;
    engine.listener = {
      packetDelivered: (packet, cycle) => {
        // The time stamp is one cycle after the draw.
        const born = packets.created[packet]! - 1;
        if (born < from || born >= to) return;
        const network = cycle - packets.flitised[packet]! - 1;
        const queueing = packets.flitised[packet]! - packets.created[packet]!;
        this.received++;
        this.#latencies.push(network + queueing);
        this.#network += network;
        this.#queueing += queueing;
      },
    };
  }

  averages() {
    const count = Math.max(1, this.received);
    const sorted = this.#latencies.sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return {
      averagePacketLatency: (this.#network + this.#queueing) / count,
      averagePacketNetworkLatency: this.#network / count,
      averagePacketQueueingLatency: this.#queueing / count,
      packetLatency: { p50: at(0.5), p99: at(0.99), max: at(1) },
    };
  }
}
