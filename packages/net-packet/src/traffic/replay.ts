import { PacketEngine } from "../engine/engine.js";
import { checkWhole, planTraffic, type TrafficOptions } from "./options.js";
import { ReplayGenerator } from "./replay-generator.js";
import { engineAverages, linkTotals, type TrafficResult } from "./result.js";
import { PacketSources } from "./sources.js";

/** What a replay tells about each packet that came out, when asked. Cycles. */
export interface PacketTrace {
  readonly source: number;
  readonly destination: number;
  readonly vnet: number;
  readonly flits: number;
  readonly generated: number;
  readonly flitised: number;
  readonly headSent: number;
  readonly headReceived: number;
  readonly tailReceived: number;
}

/**
 * Runs gem5's garnet_synth_traffic.py: the same packets from the same random stream in the same cycles, and the statistics that it prints. They cover all
 * cycles from 0 to `simCycles` inclusive, as gem5's last event falls into that one; links count what they have moved before it.
 */
export function replayGarnet(options: TrafficOptions, trace?: (packet: PacketTrace) => void): TrafficResult {
  const { simCycles = 1000, clock } = options;
  checkWhole("sim-cycles", simCycles, 1);
  const plan = planTraffic(options);
  const started = clock?.() ?? 0;
  const engine = new PacketEngine(plan.network, pseudoRandom());
  const generator = new ReplayGenerator(plan);
  const sources = new PacketSources(engine, plan.flits);
  if (trace !== undefined) traceTo(engine, trace);
  let offered = 0;
  let links = linkTotals(engine);
  for (let cycle = 0; cycle <= simCycles; cycle++) {
    if (cycle % plan.clockRatio === 0)
      generator.tick((source, destination, vnet) => {
        offered++;
        sources.add(cycle, source, destination, vnet);
      });
    sources.release(cycle);
    if (cycle === simCycles) links = linkTotals(engine);
    engine.step();
  }
  const averages = engineAverages(engine);
  return {
    topologyNodes: plan.nodes,
    pattern: plan.pattern,
    injectionRate: plan.injectionRate,
    cycles: simCycles,
    ...averages,
    injectLinkFlits: links.inject,
    ejectLinkFlits: links.eject,
    internalLinkFlits: links.internal,
    offeredPackets: offered / plan.nodes / simCycles,
    acceptedFlits: averages.flitsReceived / plan.nodes / simCycles,
    drained: !engine.busy,
    wallSeconds: (clock?.() ?? 0) - started,
  };
}

function traceTo(engine: PacketEngine, trace: (packet: PacketTrace) => void): void {
  const { packets } = engine.state;
  engine.listener = {
    packetDelivered: (packet, cycle) =>
      trace({
        source: packets.source[packet]!,
        destination: packets.destination[packet]!,
        vnet: packets.vnet[packet]!,
        flits: packets.flits[packet]!,
        generated: packets.created[packet]! - 1,
        flitised: packets.flitised[packet]!,
        headSent: packets.headSent[packet]!,
        headReceived: packets.headReceived[packet]!,
        tailReceived: cycle,
      }),
  };
}

/** For routes that gem5 draws from the C library's generator, which is not reproduced: a multiplicative one. */
function pseudoRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
