import { formatCount, formatPercent, formatSize, formatTime, type Result } from "@astra-ts/core";
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
    ["sent per NPU", formatSize(bytesSent[0] ?? 0)],
    ["simulated", `${formatCount(simulation.events)} events in ${simulation.wallSeconds.toFixed(3)} s`],
  ];
  const widest = Math.max(...facts.map(([label]) => label.length));
  const lines = facts.map(([label, value]) => `  ${label.padEnd(widest)}  ${value}`);
  return [`${name}: ${npus} NPUs on the network "${network}"`, ...lines, ...layerTable(result)].join("\n");
}

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
