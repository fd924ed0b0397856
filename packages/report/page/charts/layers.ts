import { formatTime } from "@astra-ts/core";
import { axisX, axisY, barX, rectY, ruleX, ruleY } from "@observablehq/plot";
import type { Table } from "../../src/tables/table.js";
import { checkbox } from "../parts/dom.js";
import type { FigureSpec } from "../parts/drawing.js";
import { drawPlot, labelRoom, shorten, tickFormat } from "./plot-style.js";

const kinds = [
  { key: "compute_ns", label: "Compute", color: "var(--compute)" },
  { key: "exposed_ns", label: "Exposed communication", color: "var(--exposed)" },
  { key: "hidden_ns", label: "Hidden communication", color: "var(--hidden)" },
] as const;

/** Layers with bars of their own; more of them are drawn as thin columns, and many as groups of neighbours. */
const namedLayers = 45;
const columns = 300;

interface Bar {
  /** First and last layer, from 0. */
  readonly first: number;
  readonly last: number;
  readonly name: string;
  readonly kind: string;
  readonly time: number;
}

/** `npu`: the NPU that the layers are seen from. */
export function layersFigure(id: string, table: Table, npu: number): FigureSpec {
  const { length } = table.rows;
  const size = length > columns ? Math.ceil(length / columns) : 1;
  const bars = barsOf(table, size);
  const used = kinds.filter(({ label }) => bars.some(({ kind, time }) => kind === label && time > 0));
  const hidden = kinds[2].label;
  let withHidden = true;
  return {
    id,
    title: "Layers",
    description: [
      `Where each layer's time goes on NPU ${npu}. Hidden communication runs behind computing or other communication. What is still under way when the last layer is done belongs to no layer: the wait for it is in the total alone.`,
      size > 1 ? `One column stands for ${size} neighbouring layers.` : "",
    ].join(" "),
    table,
    legend: used,
    controls: (redraw) =>
      used.some(({ label }) => label === hidden)
        ? [
            checkbox("hidden communication", true, (checked) => {
              withHidden = checked;
              redraw();
            }),
          ]
        : [],
    draw: (width) => {
      const shown = withHidden ? bars : bars.filter(({ kind }) => kind !== hidden);
      const picture = length <= namedLayers ? named(shown, width) : narrow(shown, width, length);
      return { panels: [{ picture }] };
    },
  };
}

function barsOf({ columns: heads, rows }: Table, size: number): Bar[] {
  const bars: Bar[] = [];
  for (let first = 0; first < rows.length; first += size) {
    const block = rows.slice(first, first + size);
    const name = size === 1 ? String(block[0][0]) : `${block[0][0]} … ${block.at(-1)?.[0]}`;
    for (const { key, label } of kinds) {
      const at = heads.findIndex((head) => head.key === key);
      const time = block.reduce((sum, row) => sum + Number(row[at] ?? 0), 0);
      bars.push({ first, last: first + block.length, name, kind: label, time });
    }
  }
  return bars;
}

const color = { domain: kinds.map(({ label }) => label), range: kinds.map((kind) => kind.color) };
const title = ({ name, kind, time }: Bar): string => `${name}\n${kind}: ${formatTime(time)}`;

function named(bars: readonly Bar[], width: number): SVGSVGElement {
  const order = [...new Set(bars.map(({ first }) => first))];
  const names = new Map(bars.map(({ first, name }) => [first, shorten(name)]));
  return drawPlot({
    width,
    height: order.length * (order.length > 20 ? 18 : 24) + 44,
    marginLeft: Math.min(labelRoom([...names.values()]), width * 0.35),
    marginRight: 24,
    ariaLabel: "Bars: time of each layer by kind",
    x: { label: null, tickFormat: tickFormat("ns") },
    y: { label: null, domain: order, padding: 0.28 },
    color,
    marks: [
      axisX({
        anchor: "bottom",
        ticks: Math.max(3, width / 130),
        tickFormat: tickFormat("ns"),
        label: null,
        tickSize: 0,
      }),
      axisY({ tickFormat: (first: number) => names.get(first) ?? "", tickSize: 0, label: null }),
      ruleX([0], { stroke: "var(--line-strong)" }),
      barX(bars, { y: "first", x: "time", fill: "kind", title, tip: true }),
    ],
  });
}

function narrow(bars: readonly Bar[], width: number, layers: number): SVGSVGElement {
  return drawPlot({
    width,
    height: 280,
    marginLeft: 74,
    marginBottom: 40,
    ariaLabel: "Columns: time of each layer by kind, in the order of the workload",
    x: { label: "layer, from 0 →", domain: [0, layers] },
    y: { label: null, tickFormat: tickFormat("ns"), grid: true },
    color,
    marks: [
      ruleY([0], { stroke: "var(--line-strong)" }),
      rectY(bars, {
        x1: "first",
        x2: "last",
        y: "time",
        fill: "kind",
        inset: width / layers > 4 ? 0.5 : 0,
        title,
        tip: true,
      }),
    ],
  });
}
