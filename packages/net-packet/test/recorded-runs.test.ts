import { describe, expect, it } from "vitest";
import { replayGarnet, type TrafficResult } from "../src/index.js";
import { fixture, type RecordedParameters, trafficOptions } from "./support/fixtures.js";

interface Standalone {
  readonly parameters: string[];
  readonly results: string[];
  readonly runs: (number & string)[][];
}

/** Where each recorded figure stands in a result. */
const figures: Record<string, keyof TrafficResult> = {
  packets_injected: "packetsInjected",
  packets_received: "packetsReceived",
  flits_injected: "flitsInjected",
  flits_received: "flitsReceived",
  average_packet_latency_cycles: "averagePacketLatency",
  average_packet_network_latency_cycles: "averagePacketNetworkLatency",
  average_packet_queueing_latency_cycles: "averagePacketQueueingLatency",
  average_flit_latency_cycles: "averageFlitLatency",
  average_flit_network_latency_cycles: "averageFlitNetworkLatency",
  average_flit_queueing_latency_cycles: "averageFlitQueueingLatency",
  average_hops: "averageHops",
  flit_hops: "flitHops",
  ext_in_link_utilization: "injectLinkFlits",
  ext_out_link_utilization: "ejectLinkFlits",
  int_link_utilization: "internalLinkFlits",
};

describe("gem5's standalone runs, with the same random stream", () => {
  const { parameters, results, runs } = fixture<Standalone>("garnet-standalone");
  const named = runs.map((values) => {
    const run = Object.fromEntries(parameters.map((name, index) => [name, values[index]]));
    const recorded = Object.fromEntries(
      results.map((name, index) => [name, values[parameters.length + index]]),
    );
    return { run: run as RecordedParameters, recorded };
  });
  const label = ({ run }: (typeof named)[number]): string =>
    `${run.group}: ${run.topology} ${run.nodes} ${run.pattern} rate ${run.injection_rate} vnet ${run.inj_vnet} vcs ${run.vcs_per_vnet} router ${run.router_latency} link ${run.link_latency} width ${run.link_width_bits} to ${run.single_dest}`;

  it.each(named.map((entry) => [label(entry), entry] as const))("%s", (_, { run, recorded }) => {
    const result = replayGarnet(trafficOptions(run));
    const found = Object.fromEntries(
      Object.entries(figures).map(([name, key]) => [name, printed(result[key] as number)]),
    );
    expect(found).toEqual(recorded);
  });
});

/** gem5 prints latencies in ticks, 1000 or 500 a cycle, with six decimals; the records give cycles with six. */
function printed(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

interface Trace {
  readonly parameters: RecordedParameters;
  readonly generatedBefore: number;
  readonly packets: number[][];
}

describe("gem5's traces, packet by packet", () => {
  it.each([
    "trace-mesh4_transpose_data_saturated",
    "trace-mesh4_uniform_ctrl",
    "trace-mesh4_uniform_data_r3_l2_vc1",
  ])("%s", (name) => {
    const { parameters, generatedBefore, packets } = fixture<Trace>(name);
    const found: number[][] = [];
    replayGarnet(trafficOptions(parameters), (event) => {
      if (event.kind !== "packet-ejected") return;
      const {
        peer: source,
        rank: destination,
        vnet,
        flits,
        created,
        flitised,
        headSent,
        headReceived,
      } = event;
      const generated = created - 1;
      if (generated < generatedBefore)
        found.push([
          source,
          destination,
          vnet,
          flits,
          generated,
          flitised,
          headSent,
          headReceived,
          event.time,
        ]);
    });
    const byColumns = (a: number[], b: number[]): number => {
      const column = a.findIndex((value, index) => value !== b[index]);
      return column < 0 ? 0 : a[column]! - b[column]!;
    };
    expect(found.sort(byColumns)).toEqual(packets);
  });
});
