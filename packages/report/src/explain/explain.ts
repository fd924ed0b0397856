import {
  busyTime,
  formatCount,
  formatPercent,
  formatTime,
  printable,
  type Result,
  refuseOtherSchema,
  type TimePart,
} from "@astra-ts/core";
import { sumOfPasses } from "../tables/layer-times.js";
import { algorithmSentences } from "./algorithm-words.js";
import { type CriticalPath, criticalPath } from "./critical-path.js";
import { disturbanceSentences } from "./disturbance-words.js";
import { eventSentences } from "./event-path.js";
import { graphPathSentences } from "./graph-path.js";
import { jobSentences } from "./job-words.js";
import { limitWords, limitWordsOf } from "./limit-words.js";
import { type PathShares, pathSentences, pathShares } from "./path-summary.js";
import { type Suggestion, suggestionSentence, suggestionsFor } from "./suggestions.js";
import { partName, shapeOf, shareSentence, timeShares } from "./time-words.js";

/** Where the time of a run went, in words and figures. */
export interface Explanation {
  /** One sentence: how long, and what bounds it. */
  readonly headline: string;
  /** Sentences on the share of computing, the busiest dimension and the bound. */
  readonly findings: readonly string[];
  /** Where the time of the NPU went that the result is seen from: parts add up to the total. */
  readonly parts: readonly TimePart[];
  readonly path: CriticalPath;
  readonly shares: PathShares;
  /** The path's longest stretches in words: of graphs node by node, over all ranks. */
  readonly pathSentences: readonly string[];
  readonly suggestions: readonly Suggestion[];
  /** What the data could not tell. */
  readonly limits: readonly string[];
}

/** Explain a result: the critical path, the bottleneck and what would help most, from the figures of the result alone. */
export function explain(result: Result): Explanation {
  refuseOtherSchema(result, ["result"]);
  const { total, compute, exposedCommunication } = result.time;
  const { dimensions } = result.systemReport;
  const busy = dimensions.map(({ activity }) => busyTime(activity, total));
  const path = criticalPath(result);
  const parts = timeShares(result);
  const shares = pathShares(path, parts, dimensions.length);
  const share = (time: number): string => (total > 0 ? formatPercent(time / total) : "0 %");
  const findings: string[] = [];
  const nodes = result.graph && graphPathSentences(result.graph, total);
  findings.push(...jobSentences(result), ...disturbanceSentences(result));
  const whereTo = shareSentence(result);
  if (whereTo !== undefined) findings.push(whereTo);
  if (path.detail === "phases" || path.detail === "events")
    findings.push(`The critical path is ${shareWords(shares, share, path.detail)}.`);
  if (result.criticalPath !== undefined) findings.push(...eventSentences(result.criticalPath, total));
  const communication = result.layers.reduce((sum, layer) => sum + sumOfPasses(layer.communication), 0);
  if (compute > 0 && result.graph === undefined && communication > exposedCommunication)
    findings.push(
      `Communication takes ${formatTime(communication)} from issue to end, added up: all but the exposed ${formatTime(exposedCommunication)} runs behind computing or other communication.`,
    );
  const slowest = slowestLayer(result);
  if (slowest !== undefined) findings.push(slowest);
  if (dimensions.length > 1)
    findings.push(
      `Dimensions at work, behind computing too: ${busy.map((time, index) => `${index}${shapeOf(result, index)} ${share(time)}`).join(", ")}.`,
    );
  findings.push(...algorithmSentences(result));
  const link = busiestLink(result);
  if (link !== undefined) findings.push(link);
  const { bufferLimit } = result.networkReport;
  if (bufferLimit !== undefined)
    findings.push(`Buffers are too small for the round trip: ${limitWordsOf(bufferLimit)}.`);
  findings.push(...(nodes?.findings ?? []));
  const { bound } = result;
  if (bound !== undefined && bound.ratio !== null)
    findings.push(
      bound.below
        ? `Faster than physics allows (time / bound ${bound.ratio.toFixed(3)}): see the warnings.`
        : `Time / bound is ${bound.ratio.toFixed(3)}: with these links the run takes ${formatTime(bound.total)} at least, limited by ${limitWords(bound)}.`,
    );
  const damaged = damageSentence(result);
  if (damaged !== undefined) findings.push(damaged);
  return {
    headline: headlineOf(result, parts),
    findings,
    parts,
    path,
    shares,
    pathSentences: nodes?.stretches ?? pathSentences(path, total),
    suggestions: suggestionsFor(result, shares),
    limits: limitsOf(result, path),
  };
}

/** The explanation as plain text, for a terminal. */
export function explanationText({
  headline,
  findings,
  pathSentences,
  suggestions,
  limits,
}: Explanation): string {
  const block = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  - ${printable(line)}`)];
  return [
    ...[headline, ...findings].map(printable),
    ...block("Critical path, the longest stretches:", pathSentences),
    ...block(
      "What would help most, everything else unchanged:",
      suggestions.map((suggestion) => suggestionSentence(suggestion)),
    ),
    ...block("Not known:", limits),
    "",
  ].join("\n");
}

function shareWords(
  { compute, dimensions, exposed, other }: PathShares,
  share: (time: number) => string,
  detail: CriticalPath["detail"],
): string {
  const rest =
    detail === "events" ? "endpoint delays and reductions" : "endpoint delays and waiting for other NPUs";
  const parts = [
    ...dimensions.map((time, index) => ({ time, what: `communication in dimension ${index}` })),
    { time: compute, what: "computing" },
    { time: exposed, what: "communication" },
    { time: other, what: rest },
  ];
  const all = parts.reduce((sum, { time }) => sum + time, 0);
  return parts
    .filter(({ time }) => time > all * 0.0005)
    .sort((a, b) => b.time - a.time)
    .map(({ time, what }) => `${share(time)} ${what} (${formatTime(time)})`)
    .join(", ");
}

/** How long, and what takes most of it. */
function headlineOf(result: Result, parts: readonly TimePart[]): string {
  const { total } = result.time;
  const most = parts.reduce<TimePart | undefined>(
    (longest, part) => (longest === undefined || part.time > longest.time ? part : longest),
    undefined,
  );
  if (most === undefined) return `${formatTime(total)} in all, bound by nothing.`;
  return `${formatTime(total)} in all, bound by ${partName(most, result)}: ${formatPercent(most.time / total)} of the time.`;
}

/** Links that are named as the thing to mend. */
function damageSentence({ damagedLinks = [] }: Result): string | undefined {
  if (damagedLinks.length === 0) return undefined;
  const shown = damagedLinks.slice(0, 4).map(({ from, to, text }) => `${from} to ${to} ${text}`);
  const rest = damagedLinks.length > 4 ? `; and ${damagedLinks.length - 4} more` : "";
  return `Links to mend: ${shown.join("; ")}${rest}.`;
}

function slowestLayer({ layers, time }: Result): string | undefined {
  if (layers.length < 2) return undefined;
  const exposed = layers.map((layer) => sumOfPasses(layer.exposedCommunication));
  const worst = exposed.indexOf(Math.max(...exposed));
  if (!(exposed[worst] > 0)) return undefined;
  return `Layer ${layers[worst].name} waits longest for its collectives: ${formatTime(exposed[worst])}, ${formatPercent(exposed[worst] / time.total)} of the run.`;
}

function busiestLink({ networkReport, time }: Result): string | undefined {
  const { links } = networkReport;
  if (links === undefined || links.length === 0 || time.total === 0) return undefined;
  const busiest = links.reduce((best, link) => (link.busyTime > best.busyTime ? link : best));
  const mean = links.reduce((sum, link) => sum + link.busyTime, 0) / links.length;
  return `The busiest link is ${busiest.from} to ${busiest.to}: busy for ${formatPercent(busiest.busyTime / time.total)} of the run (mean of all links ${formatPercent(mean / time.total)})${busiest.maxQueue > 0 ? `, with up to ${busiest.maxQueue} waiting` : ""}.`;
}

function limitsOf(result: Result, path: CriticalPath): string[] {
  const limits: string[] = [];
  if (path.detail === "spans")
    limits.push(
      "The result lists no phases of chunks, so the path says where an NPU stood still but not for which chunk.",
    );
  if (path.detail === "counters")
    limits.push(
      "The record of the run is bounded and has gaps, so its critical path is not followed step by step; the shares above come from counters, which miss nothing.",
    );
  if (result.networkReport.attribution === undefined)
    limits.push("This network does not split message time into serialisation, propagation and queueing.");
  if (result.graph !== undefined && result.graph.criticalPath === undefined)
    limits.push("The graphs are too large to keep what each node waited for: the path is that of one NPU.");
  if (path.droppedSteps !== undefined && path.droppedSteps > 0)
    limits.push(
      `The way is long: its last ${formatCount(path.steps.length)} steps are told one by one, of ${formatCount(path.droppedSteps)} before them the times alone.`,
    );
  if (
    result.graph?.criticalPath === undefined &&
    path.detail !== "events" &&
    new Set(result.npuFinish).size > 1
  )
    limits.push(`NPUs finish at different times; the path is that of NPU ${result.seenFrom}.`);
  return limits;
}
