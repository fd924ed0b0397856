import { readFileSync } from "node:fs";
import type { TrafficOptions } from "../../src/index.js";

/** A fixture of this package, parsed. */
export function fixture<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8")) as Content;
}

/** Parameters of a recorded gem5 run, under the names of the records. */
export type RecordedParameters = Readonly<Record<string, number & string>>;

/** The same as options of the traffic library. */
export function trafficOptions(run: RecordedParameters): TrafficOptions {
  return {
    numCpus: run.nodes,
    meshRows: run.mesh_rows,
    topology: run.topology,
    synthetic: run.pattern,
    injectionRate: run.injection_rate,
    precision: run.precision,
    vcsPerVnet: run.vcs_per_vnet,
    routerLatency: run.router_latency,
    linkLatency: run.link_latency,
    linkWidthBits: run.link_width_bits,
    routingAlgorithm: run.routing_algorithm,
    injVnet: run.inj_vnet,
    simCycles: run.network_cycles ?? run.sim_cycles,
    singleSenderId: run.single_sender,
    singleDestId: run.single_dest,
    numPacketsMax: run.num_packets_max,
    clockRatio: run.ticks_per_cycle === undefined ? 1 : 1000 / run.ticks_per_cycle,
  };
}
