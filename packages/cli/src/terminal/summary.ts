import {
  formatBandwidth,
  formatCount,
  formatPercent,
  formatSize,
  formatTime,
  printable,
  type Result,
} from "@astra-ts/core";
import { algorithmsInWords, limitWords, mostBytesSent, trainingInWords } from "@astra-ts/report";
import { renderTable } from "./table.js";

const layersShown = 12;

/** A result as a person reads it: totals, where the time went, the layers that matter. */
export function renderSummary(result: Result): string {
  const { time, npus, network, name, simulation } = result;
  const facts: [string, string][] = [
    ["total time", `${formatTime(time.total)} (${formatCount(time.total)} ns)${lastNpu(result)}`],
    ["undisturbed", undisturbedOf(result)],
    ["compute", `${formatTime(time.compute)} (${share(time.compute, time.total)})`],
    [
      "exposed communication",
      `${formatTime(time.exposedCommunication)} (${share(time.exposedCommunication, time.total)})`,
    ],
    ["nodes", nodesOf(result)],
    ["busy", busyOf(result)],
    ["bound by", boundBy(result)],
    ["time / bound", timeOverBound(result)],
    ["bandwidth", bandwidthInWords(result)],
    ["training", trainingInWords(result)],
    ["algorithms", algorithmsInWords(result)],
    ["sent per NPU", formatSize(mostBytesSent(result))],
    [
      "simulated",
      `${formatCount(simulation.events)} events in ${simulation.wallSeconds.toFixed(3)} s${oneForAll(result)}`,
    ],
  ];
  const known = facts.filter(([, value]) => value !== "");
  const widest = Math.max(...known.map(([label]) => label.length));
  const lines = known.map(([label, value]) => `  ${label.padEnd(widest)}  ${value}`);
  const title = `${name}: ${npus} NPUs on the network "${network}"`;
  return [...[title, ...lines].map(printable), ...jobTable(result), ...layerTable(result)].join("\n");
}

/** How long it takes where all NPUs compute at the speed that the workload says; empty where they do. */
function undisturbedOf({ time: { total, undisturbed } }: Result): string {
  if (undisturbed === undefined) return "";
  const cost = total < undisturbed ? "" : `, which cost ${formatTime(total - undisturbed)}`;
  return `${formatTime(undisturbed)} without stragglers and jitter${cost}`;
}

/** Says which NPU was last, unless all finished together. */
function lastNpu({ npuFinish, time }: Result): string {
  return npuFinish.every((finish) => finish === time.total)
    ? ""
    : `, when NPU ${time.npu} finishes as the last`;
}

/** Nodes of graphs, and those that nothing can start. */
function nodesOf({ graph }: Result): string {
  if (graph === undefined) return "";
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const stuck = sum(graph.neverRan);
  return `${formatCount(sum(graph.nodes))}${stuck === 0 ? "" : `, of which ${formatCount(stuck)} never ran`}`;
}

/** What graphs kept the NPU busy with that finished as the last. */
function busyOf({ graph, time: { npu } }: Result): string {
  if (graph === undefined) return "";
  const { compute, cpu, communication, memory } = graph.busy;
  const parts = Object.entries({ compute, CPU: cpu, communication, "remote memory": memory })
    .map(([name, times]) => [name, times[npu] ?? 0] as const)
    .filter(([, time]) => time > 0)
    .map(([name, time]) => `${name} ${formatTime(time)}`);
  const overlap = graph.overlap[npu] ?? 0;
  return [
    ...parts,
    ...(overlap > 0 ? [`compute and communication at once ${formatTime(overlap)}`] : []),
  ].join(", ");
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
  return `${bound.ratio.toFixed(3)}, with a lower bound of ${formatTime(bound.total)} by ${limitWords(bound)}`;
}

function jobTable({ jobs }: Result): string[] {
  if (jobs === undefined) return [];
  const times = ["start", "time", "alone", "slow-down"].map((title) => ({ title, align: "right" }) as const);
  return [
    "",
    renderTable(
      [{ title: "job" }, { title: "NPUs", align: "right" }, ...times],
      jobs.map(({ name, ranks, start, time, alone, slowdown }) => [
        name,
        formatCount(ranks.length),
        formatTime(start),
        formatTime(time),
        alone === undefined ? "-" : formatTime(alone),
        slowdown === undefined ? "-" : slowdown.toFixed(3),
      ]),
    ),
  ];
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

/** Says so where one NPU was simulated for all. */
function oneForAll({ simulation, npus }: Result): string {
  return simulation.ranks === 1 && npus > 1
    ? `, of one NPU for all ${formatCount(npus)}, which are alike`
    : "";
}

/** `131.02 GB/s of the buffer (algbw), 229.28 GB/s of the bus (busbw)`, as nccl-tests defines them; empty where there is no single collective. */
function bandwidthInWords({ collective }: Result): string {
  if (collective === undefined) return "";
  const { algorithmBandwidth, busBandwidth } = collective;
  return `${formatBandwidth(algorithmBandwidth)} of the buffer (algbw), ${formatBandwidth(busBandwidth)} of the bus (busbw)`;
}
