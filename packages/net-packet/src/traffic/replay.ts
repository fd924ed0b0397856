import type { RunObserver } from "@astra-ts/core";
import { packetEvents } from "../backend/packet-events.js";
import { PacketEngine } from "../engine/engine.js";
import { checkWhole, planTraffic, type TrafficOptions } from "./options.js";
import { ReplayGenerator } from "./replay-generator.js";
import { engineAverages, linkTotals, type TrafficResult } from "./result.js";
import { PacketSources } from "./sources.js";

/**
 * Runs gem5's garnet_synth_traffic.py: the same packets from the same random stream in the same cycles, and the statistics that it prints. They cover all
 * cycles from 0 to `simCycles` inclusive, as gem5's last event falls into that one; links count what they have moved before it. An observer is told of each packet; there a cycle counts as 1 ns.
 */
export function replayGarnet(options: TrafficOptions, observer?: RunObserver): TrafficResult {
  const { simCycles = 1000, clock } = options;
  checkWhole("sim-cycles", simCycles, 1);
  const plan = planTraffic(options);
  const started = clock?.() ?? 0;
  const engine = new PacketEngine(plan.network, pseudoRandom());
  const generator = new ReplayGenerator(plan);
  const sources = new PacketSources(engine, plan.flits);
  if (observer !== undefined) engine.listener = packetEvents(engine.packets, 1, observer);
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

/** For routes that gem5 draws from the C library's generator, which is not reproduced: a multiplicative one. */
function pseudoRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
