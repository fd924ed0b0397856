import { formatCount, formatTime, type LatencySummary } from "@astra-ts/core";
import { dot, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import type { Table } from "../../src/tables/table.js";
import type { FigureSpec } from "../parts/drawing.js";
import { drawPlot, tickFormat, wantsLog } from "./plot-style.js";

/** Distribution of message latency: a histogram where the network kept one, and its mean, median, 99th percentile and maximum. */
export function latencyFigure(id: string, latency: LatencySummary, table: Table): FigureSpec {
  return {
    id,
    title: "Message latency",
    description: `From send to delivery of the last byte, ${formatCount(latency.count)} messages.`,
    table,
    draw: (width) => ({ panels: [{ picture: chart(latency, width) }] }),
  };
}

interface Mark {
  readonly name: string;
  readonly value: number;
  /** Line of text above the chart: neighbours must not run into each other. */
  readonly line: number;
}

/** Figures that differ by less than 2 % share one mark. */
function alike(figures: readonly { readonly name: string; readonly value: number }[]): Mark[] {
  const marks: Mark[] = [];
  for (const { name, value } of [...figures].sort((a, b) => a.value - b.value)) {
    const last = marks.at(-1);
    if (last !== undefined && value <= last.value * 1.02)
      marks[marks.length - 1] = { ...last, name: `${last.name}, ${name}` };
    else marks.push({ name, value, line: marks.length % 2 });
  }
  return marks;
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

function chart({ mean, p50, p99, max, histogram }: LatencySummary, width: number): SVGSVGElement {
  const bins: Bin[] = [];
  histogram?.upTo.forEach((to, index) => {
    const count = histogram.counts[index];
    const before = histogram.upTo[index - 1];
    // What lies below the first edge is not told; no more than half of the messages can lie below the median.
    bins.push({ from: before ?? Math.min(to * 0.85, p50 * 0.97), to: Math.min(to, max), count });
  });
  const marks = alike([
    { name: "median", value: p50 },
    { name: "mean", value: mean },
    { name: "99 %", value: p99 },
    { name: "maximum", value: max },
  ]);
  const filled = bins.filter(({ count }) => count > 0);
  const log = wantsLog([filled[0]?.to ?? Math.min(p50, mean), max].filter((value) => value > 0));
  const low = log ? Math.min(...filled.map(({ from, to }) => (from > 0 ? from : to / 2)), p50) : 0;
  const shown = bins.filter(({ to }) => to > low).map((bin) => ({ ...bin, from: Math.max(bin.from, low) }));
  const high = max * (log ? 1.15 : 1.05);
  /** Text stays inside the frame: to the left of a mark on the right. */
  const anchorOf = (value: number): "start" | "middle" | "end" => {
    const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return share > 0.75 ? "end" : share < 0.12 ? "start" : "middle";
  };
  return drawPlot({
    width,
    height: bins.length > 0 ? 250 : 120,
    marginLeft: 64,
    marginRight: 64,
    marginTop: 46,
    ariaLabel: "Distribution of message latency",
    x: {
      label: null,
      type: log ? "log" : "linear",
      domain: [low, high],
      ticks: Math.max(3, width / 140),
      tickFormat: tickFormat("ns"),
    },
    y: {
      label: bins.length > 0 ? "messages" : null,
      axis: bins.length > 0 ? "left" : null,
      grid: true,
      domain: bins.length > 0 ? undefined : [0, 1],
      tickFormat: tickFormat("count"),
    },
    marks: [
      rectY(shown, {
        x1: "from",
        x2: "to",
        y: "count",
        fill: "var(--compute)",
        fillOpacity: 0.75,
        inset: 0.3,
        title: ({ from, to, count }: Bin) =>
          `${formatCount(count)} messages\nabove ${formatTime(from)}, up to ${formatTime(to)}`,
        tip: true,
      }),
      ruleY([0], { stroke: "var(--line-strong)" }),
      ruleX(marks, { x: "value", stroke: "var(--exposed)", strokeDasharray: "2,3" }),
      dot(bins.length > 0 ? [] : marks, { x: "value", y: () => 0, fill: "var(--exposed)", r: 4 }),
      ...marks.map((mark) =>
        text([mark], {
          x: "value",
          text: ({ name, value }: Mark) => `${name} ${formatTime(value)}`,
          textAnchor: anchorOf(mark.value),
          frameAnchor: "top",
          dy: -14 - 15 * mark.line,
          fill: "var(--ink)",
        }),
      ),
    ],
  });
}
