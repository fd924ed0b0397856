import { AstraError, formatCount } from "@astra-ts/core";
import {
  type LoadSweep,
  replayGarnet,
  standaloneTopologies,
  sweepLoad,
  syntheticTraffic,
  type TrafficOptions,
  type TrafficResult,
  trafficPatterns,
} from "@astra-ts/net-packet";
import type { Command } from "commander";
import { renderLoadChart } from "../terminal/load-chart.js";
import { print } from "../terminal/print.js";
import { renderTable } from "../terminal/table.js";
import { number, whole } from "./flag-values.js";

/** The options under the names of gem5's flags, and what the command does with the outcome. */
interface TrafficFlags extends Omit<TrafficOptions, "injectionRate" | "measureCycles" | "clock"> {
  readonly injectionrate?: number;
  readonly replayGarnet: boolean;
  /** `--sweep` alone, or the rates to try, separated by commas. */
  readonly sweep: boolean | string;
  readonly json: boolean;
}

/** `astra-ts traffic`: synthetic traffic on the flit network alone. */
export function addTrafficCommand(program: Command): void {
  program
    .command("traffic")
    .description(
      "drive the packet network alone with synthetic traffic; the flags are those of gem5's garnet_synth_traffic.py",
    )
    .option("--num-cpus <n>", "nodes that send and receive (default: 16)", whole)
    .option("--num-dirs <n>", "receivers; must equal --num-cpus", whole)
    .option("--topology <name>", `network: ${standaloneTopologies.join(", ")} (default: Mesh_XY)`)
    .option("--mesh-rows <n>", "rows of a mesh (default: as near to a square as the nodes allow)", whole)
    .option("--synthetic <pattern>", `destinations: ${trafficPatterns.join(", ")} (default: uniform_random)`)
    .option("--injectionrate <rate>", "packets per node and cycle, 0 to 1 (default: 0.1)", number)
    .option("--precision <digits>", "decimal digits of the rate that count (default: 3)", whole)
    .option("--vcs-per-vnet <n>", "virtual channels per virtual network (default: 4)", whole)
    .option("--router-latency <cycles>", "pipeline stages of a router (default: 1)", whole)
    .option("--link-latency <cycles>", "latency of a link (default: 1)", whole)
    .option("--link-width-bits <bits>", "bits per flit (default: 128)", whole)
    .option("--routing-algorithm <n>", "0: table, 1: XY (default: 0)", whole)
    .option(
      "--inj-vnet <n>",
      "0, 1: packets of 8 B; 2: packets of 72 B; -1: any of the three (default: -1)",
      number,
    )
    .option(
      "--sim-cycles <cycles>",
      "network cycles measured (default: 10000; with --replay-garnet 1000, from cycle 0)",
      whole,
    )
    .option("--warmup-cycles <cycles>", "cycles before the measurement (default: 1000)", whole)
    .option("--single-sender-id <node>", "only this node sends; -1: all (default: -1)", number)
    .option(
      "--single-dest-id <node>",
      "all packets go to this node; -1: as the pattern says (default: -1)",
      number,
    )
    .option("--num-packets-max <n>", "most packets that a node sends; -1: no limit (default: -1)", number)
    .option(
      "--clock-ratio <n>",
      "network cycles per generator cycle; gem5's default clocks give 2 (default: 1)",
      whole,
    )
    .option("--hotspot <node>", "destination of the hotspot pattern (default: 0)", whole)
    .option("--seed <n>", "seed of the random generator (default: 1)", whole)
    .option("--replay-garnet", "draw exactly the packets that gem5 draws: no warm-up, no drain", false)
    .option(
      "--sweep [rates]",
      "latency over load: rates, comma-separated, or rising until the network is saturated",
      false,
    )
    .option("--json", "print the result as JSON on standard output", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts traffic --num-cpus 64 --mesh-rows 8 --injectionrate 0.05
  $ astra-ts traffic --num-cpus 16 --mesh-rows 4 --synthetic transpose --injectionrate 0.1 --inj-vnet 0 --sim-cycles 1000 --replay-garnet --json
  $ astra-ts traffic --num-cpus 16 --mesh-rows 4 --inj-vnet 0 --sweep 0.1,0.3,0.5`,
    )
    .action((flags: TrafficFlags) => {
      const outcome = flags.sweep === false ? runOnce(flags) : runSweep(flags);
      print(
        `${flags.json ? JSON.stringify(outcome, null, 2) : "points" in outcome ? renderSweep(outcome) : renderPoint(outcome, flags)}\n`,
      );
    });
}

function runOnce(flags: TrafficFlags): TrafficResult {
  return flags.replayGarnet ? replayGarnet(optionsOf(flags)) : syntheticTraffic(optionsOf(flags));
}

function runSweep(flags: TrafficFlags): LoadSweep {
  if (flags.replayGarnet) {
    throw new AstraError("UNSUPPORTED", {
      field: "--sweep",
      problem: "a replay of gem5's generator has no warm-up and no drain, which a sweep needs",
    });
  }
  const rates = typeof flags.sweep === "string" ? { rates: flags.sweep.split(",").map(number) } : {};
  return sweepLoad({ ...optionsOf(flags), ...rates });
}

function optionsOf({
  injectionrate,
  simCycles,
  sweep: _sweep,
  json: _json,
  ...flags
}: TrafficFlags): TrafficOptions {
  return {
    ...flags,
    ...(injectionrate === undefined ? {} : { injectionRate: injectionrate }),
    ...(simCycles === undefined ? {} : flags.replayGarnet ? { simCycles } : { measureCycles: simCycles }),
    clock: () => performance.now() / 1000,
  };
}

function renderPoint(result: TrafficResult, { replayGarnet: isReplay }: TrafficFlags): string {
  const cycles = (value: number) => `${value.toFixed(2)} cycles`;
  const facts: [string, string][] = [
    [
      "packets",
      `${formatCount(result.packetsReceived)} received of ${formatCount(result.packetsInjected)} injected`,
    ],
    ["accepted", `${result.acceptedFlits.toFixed(4)} flits per node and cycle`],
    [
      "packet latency",
      `${cycles(result.averagePacketLatency)} (network ${result.averagePacketNetworkLatency.toFixed(2)}, queueing ${result.averagePacketQueueingLatency.toFixed(2)})`,
    ],
    [
      "",
      `p50 ${result.packetLatency.p50}, p99 ${result.packetLatency.p99}, max ${result.packetLatency.max} cycles`,
    ],
    ["flit latency", cycles(result.averageFlitLatency)],
    ["hops", result.averageHops.toFixed(3)],
    ["simulated", `${formatCount(result.flitHops)} flit hops in ${result.wallSeconds.toFixed(3)} s`],
  ];
  const lines = facts.map(([label, value]) => `  ${label.padEnd(14)}  ${value}`);
  // A replay ends where gem5 ends, with packets on their way: that says nothing about saturation.
  const saturated =
    result.drained || isReplay
      ? []
      : [
          "  The network is saturated: it does not accept what is offered, and latency grows with the length of the run.",
        ];
  return [
    `${result.pattern} on ${result.topologyNodes} nodes, ${result.injectionRate} packets per node and cycle`,
    ...lines,
    ...saturated,
  ].join("\n");
}

function renderSweep({ points, zeroLoadLatency, saturationRate, saturationThroughput }: LoadSweep): string {
  const rows = points.map((point) => [
    String(point.injectionRate),
    point.acceptedFlits.toFixed(4),
    point.averagePacketLatency.toFixed(2),
    String(point.packetLatency.p99),
    point.averageHops.toFixed(2),
    point.drained ? "" : "saturated",
  ]);
  const table = renderTable(
    [
      { title: "offered (packets/node/cycle)", align: "right" },
      { title: "accepted (flits/node/cycle)", align: "right" },
      { title: "mean latency (cycles)", align: "right" },
      { title: "p99 (cycles)", align: "right" },
      { title: "hops", align: "right" },
      { title: "" },
    ],
    rows,
  );
  const verdict =
    saturationRate === null
      ? `Not saturated at any of these rates (latency near zero load: ${zeroLoadLatency.toFixed(2)} cycles).`
      : `Saturates at ${rateText(saturationRate)} packets per node and cycle, found to 2 % (mean latency three times the ${zeroLoadLatency.toFixed(2)} cycles near zero load, or packets that do not come out); accepts at most ${saturationThroughput.toFixed(3)} flits per node and cycle.`;
  return `${table}\n\n${renderLoadChart(points)}\n\n${verdict}`;
}

/** Three digits that count. */
function rateText(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
