import { formatPercent, formatTime } from "@astra-ts/core";
import { axisX, axisY, barX, dot, ruleX, text } from "@observablehq/plot";
import type { ComparisonPage } from "../../src/page-data/page-data.js";
import { significant } from "../../src/tables/format.js";
import type { Table } from "../../src/tables/table.js";
import type { FigureSpec } from "../parts/drawing.js";
import {
  drawPlot,
  labelRoom,
  markerPaths,
  seriesColors,
  seriesSymbols,
  shorten,
  tickFormat,
  wantsLog,
} from "./plot-style.js";

const partColors: Record<string, string> = {
  computing: "var(--compute)",
  serialisation: "var(--hidden)",
  propagation: "var(--series-5)",
  queueing: "var(--exposed)",
  endpoint: "var(--series-7)",
  communication: "var(--hidden)",
  overlap: "var(--line-strong)",
};

/** Total time of each run, and what it is made of. Overlap is taken off to the left of zero. */
export function partsFigure(id: string, comparison: ComparisonPage): FigureSpec {
  const bars = comparison.parts.rows.map(([run, part, time]) => ({
    run: String(run),
    part: String(part),
    time: Number(time),
  }));
  const runs = [...new Set(bars.map(({ run }) => run))];
  const parts = Object.keys(partColors).filter((name) =>
    bars.some((bar) => bar.part === name && bar.time !== 0),
  );
  const totals = comparison.summary.rows.map((row) => ({
    run: String(row[0]),
    total: Number(row[2]),
    difference: Number(row[3]),
  }));
  return {
    id,
    title: "What the time is made of",
    description: comparison.attributionNote,
    table: comparison.parts,
    legend: parts.map((label) => ({ label, color: partColors[label] })),
    draw: (width) => {
      const name = (run: string): string => shorten(run, Math.max(9, Math.floor(width / 32)));
      return {
        panels: [
          {
            picture: drawPlot({
              width,
              height: runs.length * 46 + 44,
              marginLeft: labelRoom(runs.map(name)),
              marginRight: 96,
              ariaLabel: "Bars: total time of each run by part",
              x: { label: null },
              y: { label: null, domain: runs, padding: 0.4 },
              color: { domain: parts, range: parts.map((name) => partColors[name]) },
              marks: [
                axisX({
                  anchor: "bottom",
                  ticks: Math.max(3, width / 150),
                  tickFormat: tickFormat("ns"),
                  label: null,
                  tickSize: 0,
                }),
                axisY({ tickFormat: name, tickSize: 0, label: null }),
                barX(bars, {
                  y: "run",
                  x: "time",
                  fill: "part",
                  title: ({ run, part, time }: (typeof bars)[number]) =>
                    `${run}\n${part}: ${formatTime(time)}`,
                  tip: true,
                }),
                ruleX([0], { stroke: "var(--ink)" }),
                text(totals, {
                  y: "run",
                  frameAnchor: "right",
                  textAnchor: "start",
                  dx: 8,
                  fill: "var(--ink)",
                  lineAnchor: "middle",
                  text: ({ total, difference }: (typeof totals)[number]) =>
                    `${formatTime(total)}\n${difference === 0 ? "" : `${difference > 0 ? "+" : "−"}${formatPercent(Math.abs(difference))}`}`,
                }),
              ],
            }),
          },
        ],
      };
    },
  };
}

interface AgreementOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly table: Table;
  /** Columns of what is compared, and of the ratio. */
  readonly name: (row: Table["rows"][number]) => string;
  readonly ratio: string;
}

const agreementRows = 60;

/** Each layer's or collective's time over that of the first run: 1 is agreement. */
export function agreementFigure({
  id,
  title,
  description,
  table,
  name,
  ratio,
}: AgreementOptions): FigureSpec | undefined {
  const at = table.columns.findIndex(({ key }) => key === ratio);
  const points = table.rows.flatMap((row) =>
    typeof row[at] === "number"
      ? [{ run: String(row[0]), name: shorten(name(row), 40), ratio: row[at] }]
      : [],
  );
  const runs = [...new Set(table.rows.map((row) => String(row[0])))];
  if (points.length === 0 || runs.length < 2) return undefined;
  const spread = new Map<string, number>();
  for (const point of points)
    spread.set(point.name, Math.max(spread.get(point.name) ?? 0, Math.abs(Math.log(point.ratio || 1))));
  const names = [...spread.keys()];
  const shown =
    names.length <= agreementRows
      ? names
      : new Set([...names].sort((a, b) => spread.get(b)! - spread.get(a)!).slice(0, agreementRows));
  const domain = names.filter((entry) => (Array.isArray(shown) ? true : shown.has(entry)));
  const left = names.length - domain.length;
  return {
    id,
    title,
    description: `${description}${left > 0 ? ` The ${domain.length} that differ most are drawn; the other ${left} are nearer to 1 and in the table.` : ""}`,
    table,
    legend: runs.map((label, index) => ({
      label,
      color: seriesColors[index % seriesColors.length],
      marker: markerPaths[seriesSymbols[index % seriesSymbols.length]],
    })),
    draw: (width) => ({
      panels: [
        {
          picture: drawPlot({
            width,
            height: domain.length * 20 + 62,
            marginBottom: 42,
            marginLeft: Math.min(labelRoom(domain, 260), width * 0.4),
            marginRight: 24,
            ariaLabel: "Dots: time over that of the first run",
            x: {
              label: "times the first run →",
              type: wantsLog(points.map((point) => point.ratio)) ? "log" : "linear",
              grid: true,
              tickFormat: tickFormat("ratio"),
              ticks: Math.max(3, width / 160),
              nice: true,
            },
            y: { label: null, domain, tickSize: 0 },
            color: { domain: runs, range: seriesColors },
            symbol: { domain: runs, range: [...seriesSymbols] },
            marks: [
              ruleX([1], { stroke: "var(--line-strong)" }),
              dot(
                points.filter((point) => domain.includes(point.name)),
                {
                  x: "ratio",
                  y: "name",
                  stroke: "run",
                  fill: "run",
                  fillOpacity: 0.35,
                  symbol: "run",
                  title: (point: (typeof points)[number]) =>
                    `${point.name}\n${point.run}: ${significant(point.ratio)} × the first run`,
                  tip: true,
                },
              ),
            ],
          }),
        },
      ],
    }),
  };
}
