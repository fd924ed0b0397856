import process from "node:process";
import { AstraError, type Cell, formatCount, type Sweep } from "@astra-ts/core";
import {
  BookSimConfiguration,
  type BookSimPoint,
  type BookSimResult,
  type BookSimSpread,
  bookSimCurve,
  bookSimTraffic,
  readBookSimConfiguration,
} from "@astra-ts/net-packet";
import { column } from "@astra-ts/report";
import { readText } from "../files/read-text.js";
import { number } from "../flags/flag-values.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { provenanceOf } from "../results/provenance.js";
import { print } from "../terminal/print.js";
import { statusLine } from "../terminal/status-line.js";
import { renderTable } from "../terminal/table.js";
import { refuseOutputsOfOnePoint } from "./one-point.js";
import { type OutputFlags, writeOutputs } from "./outputs.js";

/** What of the flags of `traffic` is for BookSim's routers. */
export interface BookSimFlags extends OutputFlags {
  /** File with BookSim's own configuration text. */
  readonly booksimConfig?: string;
  /** Parameters as `name=value`; they win over the file's. */
  readonly set: readonly string[];
  readonly sweep: boolean | string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Runs BookSim's routers under synthetic traffic, at one rate or along a curve. */
export async function bookSimTrafficCommand(flags: BookSimFlags): Promise<void> {
  const configuration = configurationOf(flags);
  if (flags.sweep !== false) return sweep(configuration, flags);
  refuseOutputsOfOnePoint(flags);
  const result = bookSimTraffic(configuration);
  if (flags.json) print(`${JSON.stringify(result, null, 2)}\n`);
  else if (!flags.quiet) print(`${renderResult(result, configuration)}\n`);
}

function configurationOf({ booksimConfig: file, set }: BookSimFlags): BookSimConfiguration {
  const configuration =
    file === undefined
      ? new BookSimConfiguration()
      : readBookSimConfiguration(readText(file, "configuration of BookSim"), file);
  for (const text of set) configuration.assignText(text);
  return configuration;
}

async function sweep(configuration: BookSimConfiguration, flags: BookSimFlags): Promise<void> {
  const rates = typeof flags.sweep === "string" ? flags.sweep.split(",").map(number) : undefined;
  const { points, complete } = await curveOf(configuration, rates, flags.quiet || flags.json);
  const parameters = { seed: configuration.whole("seed"), parameters: configuration.given() };
  const rows = { ...sweepOf(configuration, points), provenance: provenanceOf(parameters) };
  writeOutputs(createDefaultRegistry(), flags, { kind: "sweep", sweep: rows });
  if (flags.json) print(`${JSON.stringify({ points }, null, 2)}\n`);
  else if (!flags.quiet) print(`${renderCurve(points)}\n`);
  if (complete) return;
  throw new AstraError("ABORTED", {
    problem: `the curve was stopped after ${points.length} points; what there is was kept`,
  });
}

/** Ctrl-C ends the curve after the point under way. */
async function curveOf(
  configuration: BookSimConfiguration,
  rates: readonly number[] | undefined,
  quiet: boolean,
): Promise<{ readonly points: readonly BookSimPoint[]; readonly complete: boolean }> {
  const line = statusLine(quiet);
  const points: BookSimPoint[] = [];
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
  };
  process.once("SIGINT", interrupt);
  try {
    for (const point of bookSimCurve(configuration, rates)) {
      points.push(point);
      line.show(`${points.length} points, the last at an injection rate of ${point.injectionRate}`);
      await new Promise(setImmediate);
      if (isInterrupted) return { points, complete: false };
    }
    return { points, complete: true };
  } finally {
    process.off("SIGINT", interrupt);
    line.clear();
  }
}

function sweepOf(configuration: BookSimConfiguration, points: readonly BookSimPoint[]): Sweep {
  const names = ["topology", "routing_function", "traffic"] as const;
  return {
    name: `Load of a network of ${points[0]?.result.nodes ?? 0} nodes`,
    parameters: [
      column("injection_rate", "Offered", "count"),
      column("topology", "Network", "text"),
      column("routing_function", "Routing", "text"),
      column("traffic", "Pattern", "text"),
      column("num_vcs", "Virtual channels", "count"),
    ],
    measures: [
      column("latency_cycles", "Mean packet latency, cycles", "count"),
      column("latency_p99_cycles", "99th percentile of packet latency, cycles", "count"),
      column("accepted_flits", "Accepted, flits per node and cycle", "count"),
      column("routers", "Mean routers on the way", "count"),
    ],
    rows: points.map(({ injectionRate, result }): Record<string, Cell> => {
      const isStable = result.status === "ok";
      return {
        injection_rate: injectionRate,
        ...Object.fromEntries(names.map((name) => [name, configuration.text(name)])),
        num_vcs: configuration.whole("num_vcs"),
        // Of an unstable network latency says how long the run was.
        latency_cycles: isStable ? result.packetLatency.avg : null,
        latency_p99_cycles: isStable ? result.packetLatencyPercentiles.p99 : null,
        accepted_flits: result.acceptedFlitRate.avg,
        routers: result.averageHops,
      };
    }),
  };
}

function renderResult(result: BookSimResult, configuration: BookSimConfiguration): string {
  const figures = ({ avg, min, max }: BookSimSpread, digits: number, unit: string): string =>
    avg === null ? "none" : `${avg.toFixed(digits)} ${unit} (${shown(min)} to ${shown(max)})`;
  const rate = "flits per node and cycle";
  const facts: [string, string][] = [
    ["packet latency", figures(result.packetLatency, 2, "cycles")],
    ["network latency", figures(result.networkLatency, 2, "cycles")],
    ["flit latency", figures(result.flitLatency, 2, "cycles")],
    ["injected", figures(result.injectedFlitRate, 4, rate)],
    ["accepted", figures(result.acceptedFlitRate, 4, rate)],
    ["routers", result.averageHops === null ? "none" : `${result.averageHops.toFixed(3)} on the way`],
    ["measured", `${formatCount(result.packetsMeasured)} packets in ${formatCount(result.cycles)} cycles`],
  ];
  const title = `${configuration.text("traffic")} on ${result.nodes} nodes (${configuration.text("topology")}, ${configuration.text("routing_function")}), injection rate ${configuration.text("injection_rate")}`;
  return [title, ...facts.map(([label, text]) => `  ${label.padEnd(15)}  ${text}`), ...verdict(result)].join(
    "\n",
  );
}

function verdict({ status, deadlockWarnings }: BookSimResult): string[] {
  if (status === "deadlocked")
    return ["  The network is deadlocked: packets wait for each other in a circle."];
  if (status === "unstable")
    return [
      "  The network is unstable: the mean latency passed latency_thres. Figures are those of the last period.",
    ];
  return deadlockWarnings === 0 ? [] : [`  Nothing came out for long, ${deadlockWarnings} times.`];
}

function renderCurve(points: readonly BookSimPoint[]): string {
  return renderTable(
    [
      { title: "injection rate", align: "right" },
      { title: "accepted (flits/node/cycle)", align: "right" },
      { title: "mean latency (cycles)", align: "right" },
      { title: "p99 (cycles)", align: "right" },
      { title: "routers", align: "right" },
      { title: "" },
    ],
    points.map(({ injectionRate, result }) => [
      String(injectionRate),
      result.acceptedFlitRate.avg?.toFixed(4) ?? "",
      result.packetLatency.avg?.toFixed(2) ?? "",
      shown(result.packetLatencyPercentiles.p99),
      result.averageHops?.toFixed(2) ?? "",
      result.status === "ok" ? "" : result.status,
    ]),
  );
}

function shown(value: number | null): string {
  return value === null ? "" : Number.isInteger(value) ? String(value) : value.toFixed(4);
}
