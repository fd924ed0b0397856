import { formatCount, formatTime, type LatencySummary } from "@astra-ts/core";
import { dot, plot, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import type { Table } from "../../src/tables/table.js";
import { type Figure, figure } from "../figure.js";
import { chartStyle, tickFormat, wantsLog } from "./plot-style.js";

/** Distribution of message latency: a histogram where the network kept one, and its mean, median, 99th percentile and maximum. */
export function latencyFigure(id: string, latency: LatencySummary, table: Table): Figure {
  return figure({
    id,
    title: "Message latency",
    description: `From send to delivery of the last byte, ${formatCount(latency.count)} messages.`,
    table,
    draw: (place, width) => place.append(chart(latency, width)),
  });
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

function chart({ mean, p50, p99, max, histogram }: LatencySummary, width: number): Element {
  const bins: Bin[] = [];
  histogram?.upTo.forEach((to, index) => {
    const count = histogram.counts[index];
    const before = histogram.upTo[index - 1];
    bins.push({ from: before ?? Math.max(0, to - ((histogram.upTo[1] ?? to * 1.05) - to)), to, count });
  });
  const marks = [
    { name: "median", value: p50 },
    { name: "mean", value: mean },
    { name: "99 %", value: p99 },
    { name: "maximum", value: max },
  ].map((mark, index) => ({ ...mark, line: index % 2 }));
  const filled = bins.filter(({ count }) => count > 0);
  const log = wantsLog([filled[0]?.to ?? Math.min(p50, mean), max].filter((value) => value > 0));
  const low = log ? Math.min(...filled.map(({ from, to }) => (from > 0 ? from : to / 2)), p50) : 0;
  const shown = bins.filter(({ to }) => to > low).map((bin) => ({ ...bin, from: Math.max(bin.from, low) }));
  return plot({
    width,
    height: bins.length > 0 ? 250 : 120,
    marginLeft: 64,
    marginRight: 64,
    marginTop: 46,
    style: chartStyle,
    ariaLabel: "Distribution of message latency",
    x: {
      label: null,
      type: log ? "log" : "linear",
      domain: [low, max * (log ? 1.15 : 1.05)],
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
      ...[0, 1].map((line) =>
        text(
          marks.filter((mark) => mark.line === line),
          {
            x: "value",
            text: ({ name, value }: { name: string; value: number }) => `${name} ${formatTime(value)}`,
            frameAnchor: "top",
            dy: -14 - 15 * line,
            fill: "var(--ink)",
          },
        ),
      ),
    ],
  });
}
