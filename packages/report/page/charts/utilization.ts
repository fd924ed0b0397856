import { formatPercent, formatTime } from "@astra-ts/core";
import { areaY, lineY, pointerX, ruleY, text, tip } from "@observablehq/plot";
import type { DimensionActivity, RunPage } from "../../src/page-data/page-data.js";
import { fromBase64 } from "../../src/timeline/bytes.js";
import type { FigureSpec } from "../parts/drawing.js";
import { drawPlot, tickFormat } from "./plot-style.js";

interface Sample {
  readonly time: number;
  readonly share: number;
  readonly dimension: string;
}

/** One strip per dimension: the share of time with a chunk at work, over the run. */
export function utilizationFigure(id: string, { activity, end, seenFrom, tables }: RunPage): FigureSpec {
  const samples = activity.flatMap(({ label, density }) => {
    const bytes = fromBase64(density);
    return steps(
      label,
      Array.from(bytes, (byte) => byte / 255),
      end / bytes.length,
      end,
    );
  });
  const links = activity.flatMap(({ label, links: over }) =>
    over === undefined ? [] : steps(label, over.utilization, over.window, end),
  );
  const bin = end / fromBase64(activity[0].density).length;
  return {
    id,
    title: "Dimensions over time",
    description: `Share of each ${formatTime(bin)} in which NPU ${seenFrom} had a chunk at work in the dimension.${links.length > 0 ? " The line is the mean utilisation of the dimension's links." : ""}`,
    table: tables.dimensions,
    legend: [
      { label: "Chunk at work", color: "var(--phase)" },
      ...(links.length > 0 ? [{ label: "Links transmitting (mean)", color: "var(--exposed)" }] : []),
    ],
    draw: (width) => ({
      panels: [
        {
          picture: drawPlot({
            width,
            height: activity.length * 74 + 34,
            marginLeft: 48,
            marginRight: 10,
            ariaLabel: "Areas: share of time with a chunk at work in each dimension, over the run",
            x: {
              label: null,
              domain: [0, end],
              tickFormat: tickFormat("ns"),
              ticks: Math.max(3, width / 130),
            },
            y: { label: null, domain: [0, 1], ticks: 2, tickFormat: tickFormat("fraction") },
            fy: { label: null, padding: 0.35, axis: null, domain: activity.map(({ label }) => label) },
            marks: [
              ruleY([0], { stroke: "var(--line-strong)" }),
              areaY(samples, {
                x: "time",
                y: "share",
                fy: "dimension",
                fill: "var(--phase)",
                fillOpacity: 0.75,
                curve: "step-after",
              }),
              lineY(links, {
                x: "time",
                y: "share",
                fy: "dimension",
                stroke: "var(--exposed)",
                strokeWidth: 1.4,
                curve: "step-after",
              }),
              headings(activity),
              tip(
                samples,
                pointerX({
                  x: "time",
                  y: "share",
                  fy: "dimension",
                  title: ({ time, share, dimension }: Sample) =>
                    `${dimension}\nfrom ${formatTime(time)}: ${formatPercent(share)} at work`,
                }),
              ),
            ],
          }),
        },
      ],
    }),
  };
}

/** A sample where each window begins, and one where the last ends. */
function steps(dimension: string, shares: readonly number[], window: number, end: number): Sample[] {
  const samples = shares.map((share, index) => ({ time: index * window, share, dimension }));
  const last = samples.at(-1);
  return last === undefined ? [] : [...samples, { ...last, time: Math.min(end, last.time + window) }];
}

function headings(activity: readonly DimensionActivity[]) {
  return text(activity, {
    fy: "label",
    text: "label",
    frameAnchor: "top-left",
    dy: -13,
    fill: "var(--soft)",
    textAnchor: "start",
  });
}
