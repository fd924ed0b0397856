import {
  busyTime,
  formatPercent,
  formatTime,
  printable,
  type Result,
  refuseOtherSchema,
} from "@astra-ts/core";
import { sumOfPasses } from "../tables/layer-times.js";
import { algorithmSentences } from "./algorithm-words.js";
import { type CriticalPath, criticalPath } from "./critical-path.js";
import { graphPathSentences } from "./graph-path.js";
import { limitWords, limitWordsOf } from "./limit-words.js";
import { type PathShares, pathSentences, pathShares } from "./path-summary.js";
import { type Suggestion, suggestionsFor } from "./suggestions.js";

/** Where the time of a run went, in words and figures. */
export interface Explanation {
  /** One sentence: how long, and what bounds it. */
  readonly headline: string;
  /** Sentences on the share of computing, the busiest dimension and the bound. */
  readonly findings: readonly string[];
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
  const shares = pathShares(path, dimensions.length);
  const share = (time: number): string => (total > 0 ? formatPercent(time / total) : "0 %");
  const busiest = busy.reduce((best, time, index) => (time > busy[best] ? index : best), 0);
  const findings: string[] = [];
  const worst = Math.max(0, ...shares.dimensions);
  const bounding = worst > 0 ? shares.dimensions.indexOf(worst) : busiest;
  const followed = path.detail === "phases";
  const byCompute = followed ? shares.compute >= worst : compute >= total / 2;
  const headline = byCompute
    ? `${formatTime(total)} in all, bound by computing: ${share(followed ? shares.compute : compute)} of the ${followed ? "critical path" : "time"}.`
    : `${formatTime(total)} in all, bound by ${
        dimensions.length === 0
          ? "communication"
          : `dimension ${bounding}${shapeOf(result, bounding)}: ${share(busy[bounding])} busy`
      }.`;
  const nodes = result.graph && graphPathSentences(result.graph, total);
  if (followed)
    findings.push(
      `${nodes === undefined ? "The critical path is" : `Seen from NPU ${result.seenFrom} alone, the critical path is`} ${shareWords(shares, share)}.`,
    );
  if (compute > 0)
    findings.push(
      `NPU ${result.time.npu} computes for ${formatTime(compute)} (${share(compute)}) and stands still for communication for ${formatTime(exposedCommunication)} (${share(exposedCommunication)}).`,
    );
  const communication = result.layers.reduce((sum, layer) => sum + sumOfPasses(layer.communication), 0);
  if (compute > 0 && communication > exposedCommunication)
    findings.push(
      `Communication takes ${formatTime(communication)} from issue to end, added up: all but the exposed ${formatTime(exposedCommunication)} runs behind computing or other communication.`,
    );
  const slowest = slowestLayer(result);
  if (slowest !== undefined) findings.push(slowest);
  if (dimensions.length > 1)
    findings.push(
      `Dimensions at work: ${busy.map((time, index) => `${index}${shapeOf(result, index)} ${share(time)}`).join(", ")}.`,
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
  return {
    headline,
    findings,
    path,
    shares,
    pathSentences: nodes?.stretches ?? pathSentences(path, total),
    suggestions: suggestionsFor(result, shares, busy),
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
      "What would help most (at most, everything else unchanged):",
      suggestions.map(
        ({ change, saving, reason }) => `${change}: saves up to ${formatTime(saving)}; ${reason}`,
      ),
    ),
    ...block("Not known:", limits),
    "",
  ].join("\n");
}

function shareWords(
  { compute, dimensions, exposed, other }: PathShares,
  share: (time: number) => string,
): string {
  const parts = [
    ...dimensions.map((time, index) => ({ time, what: `communication in dimension ${index}` })),
    { time: compute, what: "computing" },
    { time: exposed, what: "waiting for sends and receives" },
    { time: other, what: "endpoint delays and waiting for other NPUs" },
  ];
  const all = parts.reduce((sum, { time }) => sum + time, 0);
  return parts
    .filter(({ time }) => time > all * 0.0005)
    .sort((a, b) => b.time - a.time)
    .map(({ time, what }) => `${share(time)} ${what} (${formatTime(time)})`)
    .join(", ");
}

function shapeOf(result: Result, logical: number): string {
  const physical = result.systemReport.dimensions[logical]?.physical;
  const dimension = physical === undefined ? undefined : result.topology?.[physical];
  return dimension === undefined ? "" : ` (${dimension.shape} of ${dimension.npus})`;
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
  if (result.timeline.droppedSpans > 0)
    limits.push(
      `${result.timeline.droppedSpans} spans found no room in the recorded timeline; the path may have gaps.`,
    );
  if (result.networkReport.attribution === undefined)
    limits.push("This network does not split message time into serialisation, propagation and queueing.");
  if (result.graph !== undefined && result.graph.criticalPath === undefined)
    limits.push("The graphs are too large to keep what each node waited for: the path is that of one NPU.");
  if (result.graph?.criticalPath === undefined && new Set(result.npuFinish).size > 1)
    limits.push(`NPUs finish at different times; the path is that of NPU ${result.seenFrom}.`);
  return limits;
}
