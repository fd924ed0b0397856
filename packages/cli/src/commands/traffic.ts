import { AstraError, formatCount } from "@astra-ts/core";
import {
  replayGarnet,
  syntheticTraffic,
  type TrafficOptions,
  type TrafficResult,
} from "@astra-ts/net-packet";
import { number } from "../flags/flag-values.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { provenanceOf } from "../results/provenance.js";
import { renderLoadChart } from "../terminal/load-chart.js";
import { print } from "../terminal/print.js";
import { renderTable } from "../terminal/table.js";
import { refuseOutputsOfOnePoint } from "./one-point.js";
import { type OutputFlags, writeOutputs } from "./outputs.js";
import { type LoadCurve, loadCurves, sweepOfCurves, trafficSettings } from "./traffic-curves.js";

/** The options under the names of gem5's flags, and what the command does with the outcome. */
export interface TrafficFlags
  extends Omit<
      TrafficOptions,
      "injectionRate" | "measureCycles" | "clock" | "topology" | "synthetic" | "vcsPerVnet"
    >,
    OutputFlags {
  /** With --sweep, each may have several values. */
  readonly topology: readonly string[];
  readonly synthetic: readonly string[];
  readonly vcsPerVnet: readonly number[];
  readonly injectionrate?: number;
  readonly replayGarnet: boolean;
  /** `--sweep` alone, or the rates to try, separated by commas. */
  readonly sweep: boolean | string;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function traffic(flags: TrafficFlags): Promise<void> {
  if (flags.sweep !== false) return sweepTraffic(flags);
  const result = runOnce(flags);
  if (flags.json) print(`${JSON.stringify(result, null, 2)}\n`);
  else if (!flags.quiet) print(`${renderPoint(result, flags)}\n`);
}

function runOnce(flags: TrafficFlags): TrafficResult {
  const { topology, synthetic, vcsPerVnet } = flags;
  for (const [flag, values] of Object.entries({
    "--topology": topology,
    "--synthetic": synthetic,
    "--vcs-per-vnet": vcsPerVnet,
  })) {
    if (values.length === 1) continue;
    throw new AstraError("UNSUPPORTED", {
      field: flag,
      problem: "several values are for curves of latency over load",
      found: values,
      hint: "Add --sweep.",
    });
  }
  refuseOutputsOfOnePoint(flags);
  const options = {
    ...optionsOf(flags),
    topology: topology[0]!,
    synthetic: synthetic[0]!,
    vcsPerVnet: vcsPerVnet[0]!,
  };
  return flags.replayGarnet ? replayGarnet(options) : syntheticTraffic(options);
}

async function sweepTraffic(flags: TrafficFlags): Promise<void> {
  if (flags.replayGarnet) {
    throw new AstraError("UNSUPPORTED", {
      field: "--sweep",
      problem: "a replay of gem5's generator has no warm-up and no drain, which a sweep needs",
    });
  }
  const rates = typeof flags.sweep === "string" ? { rates: flags.sweep.split(",").map(number) } : {};
  const settings = trafficSettings(flags.topology, flags.synthetic, flags.vcsPerVnet);
  const options = { ...optionsOf(flags), ...rates };
  const { curves, complete } = await loadCurves(settings, options, flags.quiet || flags.json);
  const nodes = curves[0]!.points[0]!.topologyNodes;
  const sweep = { ...sweepOfCurves(nodes, curves), provenance: provenanceOf({ seed: 1, ...options }) };
  writeOutputs(createDefaultRegistry(), flags, { kind: "sweep", sweep });
  if (flags.json)
    print(`${JSON.stringify(curves.length === 1 ? plainCurve(curves[0]!) : curves, null, 2)}\n`);
  else if (!flags.quiet)
    print(`${curves.map((curve) => renderCurve(curve, curves.length > 1)).join("\n\n")}\n`);
  if (complete) return;
  throw new AstraError("ABORTED", {
    problem: `the curves were stopped after ${curves.length - 1} of ${settings.length}, and ${curves.at(-1)!.points.length} points of the next; what there is was kept`,
  });
}

/** One curve is what it was before there were several: points and saturation side by side. */
function plainCurve({ points, saturation }: LoadCurve): object {
  return { points, ...saturation };
}

function optionsOf({
  injectionrate,
  simCycles,
  sweep: _sweep,
  json: _json,
  quiet: _quiet,
  report: _report,
  svg: _svg,
  csv: _csv,
  out: _out,
  reporter: _reporter,
  reportFolder: _reportFolder,
  topology: _topology,
  synthetic: _synthetic,
  vcsPerVnet: _vcsPerVnet,
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

function renderCurve(
  { topology, pattern, vcsPerVnet, points, saturation }: LoadCurve,
  hasTitle: boolean,
): string {
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
  const title = hasTitle ? `${pattern} on ${topology}, ${vcsPerVnet} virtual channels\n` : "";
  return `${title}${table}\n\n${renderLoadChart(points)}\n\n${verdictOf(saturation)}`;
}

function verdictOf(saturation: LoadCurve["saturation"]): string {
  if (saturation === undefined) return "Stopped here.";
  const { zeroLoadLatency, saturationRate, saturationThroughput } = saturation;
  return saturationRate === null
    ? `Not saturated at any of these rates (latency near zero load: ${zeroLoadLatency.toFixed(2)} cycles).`
    : `Saturates at ${rateText(saturationRate)} packets per node and cycle, found to 2 % (mean latency three times the ${zeroLoadLatency.toFixed(2)} cycles near zero load, or packets that do not come out); accepts at most ${saturationThroughput.toFixed(3)} flits per node and cycle.`;
}

/** Three digits that count. */
function rateText(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
