import { formatCount, formatPercent, formatSize, formatTime, printable, type Result } from "@astra-ts/core";
import { renderTable } from "./table.js";

const layersShown = 12;

/** A result as a person reads it: totals, where the time went, the layers that matter. */
export function renderSummary(result: Result): string {
  const { time, npus, network, name, bytesSent, simulation } = result;
  const facts: [string, string][] = [
    ["total time", `${formatTime(time.total)} (${formatCount(time.total)} ns)`],
    ["compute", `${formatTime(time.compute)} (${share(time.compute, time.total)})`],
    [
      "exposed communication",
      `${formatTime(time.exposedCommunication)} (${share(time.exposedCommunication, time.total)})`,
    ],
    ["bound by", boundBy(result)],
    ["time / bound", timeOverBound(result)],
    ["sent per NPU", formatSize(bytesSent[0] ?? 0)],
    [
      "simulated",
      `${formatCount(simulation.events)} events in ${simulation.wallSeconds.toFixed(3)} s${oneForAll(result)}`,
    ],
  ];
  const known = facts.filter(([, value]) => value !== "");
  const widest = Math.max(...known.map(([label]) => label.length));
  const lines = known.map(([label, value]) => `  ${label.padEnd(widest)}  ${value}`);
  const title = `${name}: ${npus} NPUs on the network "${network}"`;
  return [...[title, ...lines].map(printable), ...layerTable(result)].join("\n");
}

/** What kept the run from being shorter; empty where the result does not tell. */
function boundBy({ boundBy: bottleneck }: Result): string {
  if (!bottleneck) return "";
  return bottleneck.kind === "compute"
    ? bottleneck.text
    : `${bottleneck.text} (all of them: astra-ts explain)`;
}

function timeOverBound({ bound }: Result): string {
  if (bound === undefined || bound.ratio === null) return "";
  return `${bound.ratio.toFixed(3)}, with a lower bound of ${formatTime(bound.total)} by ${boundNames[bound.limitedBy]}`;
}

const boundNames = {
  compute: "computing",
  latency: "latency",
  ports: "the links of one NPU",
  bisection: "the narrowest cut of the machine",
  nothing: "nothing",
} as const;

function layerTable({ layers }: Result): string[] {
  if (layers.length < 2) return [];
  const sum = ({
    forward,
    inputGradient,
    weightGradient,
  }: {
    forward: number;
    inputGradient: number;
    weightGradient: number;
  }) => forward + inputGradient + weightGradient;
  const rows = layers
    .map((layer) => ({
      name: layer.name,
      compute: sum(layer.compute),
      exposed: sum(layer.exposedCommunication),
      total: sum(layer.communication),
    }))
    .sort((a, b) => b.compute + b.exposed - (a.compute + a.exposed))
    .slice(0, layersShown)
    .map(({ name, compute, exposed, total }) => [
      name,
      formatTime(compute),
      formatTime(exposed),
      formatTime(total),
    ]);
  const left = layers.length - rows.length;
  return [
    "",
    renderTable(
      [
        { title: "layer" },
        { title: "compute", align: "right" },
        { title: "exposed", align: "right" },
        { title: "communication", align: "right" },
      ],
      rows,
    ),
    ...(left > 0 ? [`  and ${left} layers with less`] : []),
  ];
}

function share(part: number, whole: number): string {
  return whole === 0 ? "-" : formatPercent(part / whole);
}

/** Says so where one NPU was simulated for all. */
function oneForAll({ simulation, npus }: Result): string {
  return simulation.ranks === 1 && npus > 1
    ? `, of one NPU for all ${formatCount(npus)}, which are alike`
    : "";
}
