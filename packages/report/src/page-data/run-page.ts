import {
  type CollectiveRate,
  formatBandwidth,
  formatCount,
  formatPercent,
  formatSize,
  formatTime,
  type Result,
  type TrainingRate,
} from "@astra-ts/core";
import { explain } from "../explain/explain.js";
import { limitWords } from "../explain/limit-words.js";
import { flopRate, itemsPerSecond } from "../explain/training-words.js";
import {
  delayTable,
  dimensionTable,
  jobTable,
  latencyTable,
  layerTable,
  linkTable,
  mostBytesSent,
} from "../tables/result-tables.js";
import { buildTimeline } from "../timeline/build-timeline.js";
import { toBase64 } from "../timeline/bytes.js";
import { laneTable } from "../timeline/lane-table.js";
import { lanesOf } from "../timeline/lanes.js";
import { densityOf, emptyColumns } from "../timeline/track.js";
import { buildTopology } from "../topology/build-topology.js";
import { npuBlockTable } from "./npu-block-table.js";
import type { DimensionActivity, Fact, RunPage } from "./page-data.js";
import { provenanceOfRun } from "./provenance-page.js";

/** How much of a page one run may take: a page of several gives each a share. */
export interface RunBudget {
  /** Bytes of timeline before base64. */
  readonly timeline: number;
  /** Rows of the tables that grow with the machine. */
  readonly rows: number;
}

const activityBins = 400;

/** What a page shows of one result. */
export function runPage(label: string, result: Result, budget: RunBudget): RunPage {
  const { headline, findings, pathSentences, suggestions, limits } = explain(result);
  const links = linksTable(result, budget.rows);
  const latency = latencyTable(result);
  const jobs = jobTable(result);
  const topology = buildTopology(result);
  const lanes = lanesOf(result);
  return {
    label,
    subtitle: subtitleOf(result),
    facts: factsOf(result),
    headline,
    findings,
    path: pathSentences,
    suggestions,
    limits,
    warnings: result.warnings,
    provenance: provenanceOfRun(result),
    end: result.time.total,
    seenFrom: result.seenFrom,
    timeline: buildTimeline(result, lanes, budget.timeline),
    activity: activityOf(result),
    ...(topology === undefined ? {} : { topology }),
    ...(result.networkReport.latency === undefined ? {} : { latency: result.networkReport.latency }),
    tables: {
      lanes: laneTable(lanes),
      layers: layerTable(result),
      dimensions: dimensionTable(result),
      ...(links === undefined ? {} : { links }),
      ...(latency === undefined ? {} : { latency }),
      ...(jobs === undefined ? {} : { jobs }),
      npus: npuBlockTable(result, budget.rows),
      delays: delayTable(result.layers),
    },
  };
}

function subtitleOf({ npus, topology, network }: Result): string {
  const machine = topology?.map(({ shape, npus: size }) => `${shape} ${size}`).join(" × ");
  return [`${formatCount(npus)} NPUs`, machine, `network: ${network}`].filter(Boolean).join(" · ");
}

function factsOf(result: Result): Fact[] {
  const { total, compute, exposedCommunication } = result.time;
  const { simulation, networkReport, bound } = result;
  const share = (time: number): string => (total > 0 ? `${formatPercent(time / total)} of the run` : "");
  const facts: Fact[] = [
    { label: "Total time", value: formatTime(total), note: `${formatCount(total)} ns` },
    { label: "Compute", value: formatTime(compute), note: share(compute) },
    {
      label: "Exposed communication",
      value: formatTime(exposedCommunication),
      note: share(exposedCommunication),
    },
    {
      label: "Sent per NPU",
      value: formatSize(mostBytesSent(result)),
      note: `${formatCount(networkReport.messages)} messages in all`,
    },
  ];
  if (bound !== undefined && bound.ratio !== null)
    facts.push({
      label: "Time / bound",
      value: bound.ratio.toFixed(3),
      note: `lower bound ${formatTime(bound.total)} (${limitWords(bound)})`,
    });
  if (result.collective !== undefined) facts.push(...collectiveFacts(result.collective));
  if (result.training !== undefined) facts.push(...trainingFacts(result.training));
  facts.push({
    label: "Simulated in",
    value: formatTime(simulation.wallSeconds * 1e9),
    note: `${formatCount(simulation.events)} events`,
  });
  return facts;
}

function collectiveFacts({ collective, bytes, algorithmBandwidth, busBandwidth }: CollectiveRate): Fact[] {
  return [
    {
      label: "algbw",
      value: formatBandwidth(algorithmBandwidth),
      note: `${collective} of ${formatSize(bytes)}`,
    },
    { label: "busbw", value: formatBandwidth(busBandwidth), note: "as nccl-tests defines it" },
  ];
}

function trainingFacts(training: TrainingRate): Fact[] {
  const { item, items, steps, utilization } = training;
  const perStep = `${formatCount(items)} ${item}s a step${steps === 1 ? "" : `, ${formatCount(steps)} steps`}`;
  const share = utilization === undefined ? "" : `${formatPercent(utilization)} of its peak (MFU)`;
  return [
    { label: "Trained", value: itemsPerSecond(training), note: perStep },
    { label: "Computed per NPU", value: flopRate(training), note: share },
  ];
}

function activityOf(result: Result): DimensionActivity[] {
  return result.systemReport.dimensions.map(({ activity, physical }, index) => {
    const spans = emptyColumns(Math.ceil(activity.length / 2));
    spans.start.forEach((_, span) => {
      spans.start[span] = activity[span * 2];
      spans.end[span] = activity[span * 2 + 1] ?? result.time.total;
    });
    const density = densityOf(spans, 0, result.time.total, activityBins);
    const shape = result.topology?.[physical]?.shape;
    const links = result.networkReport.dimensions.find(({ dimension }) => dimension === physical)?.activity;
    return {
      label: `Dimension ${index}${shape === undefined ? "" : ` (${shape})`}`,
      density: toBase64(Uint8Array.from(density, (share) => Math.min(255, Math.round(share * 255)))),
      ...(links === undefined ? {} : { links }),
    };
  });
}

/** All links, or the busiest ones of a large machine, with the number left out in the title. */
function linksTable(result: Result, rows: number): RunPage["tables"]["links"] {
  const { links } = result.networkReport;
  if (links === undefined || links.length === 0) return undefined;
  if (links.length <= rows) return linkTable(links, result.time.total);
  const busiest = [...links].sort((a, b) => b.busyTime - a.busyTime).slice(0, rows);
  const table = linkTable(busiest, result.time.total);
  const title = `The ${formatCount(rows)} busiest of ${formatCount(links.length)} links, one row per direction; the drawing counts them all`;
  return { ...table, title };
}
