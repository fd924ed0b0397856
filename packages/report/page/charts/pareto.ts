import type { Column, Sweep, Unit } from "@astra-ts/core";
import { axisX, axisY, dot, gridX, gridY, line } from "@observablehq/plot";
import { paretoFront } from "../../src/sweep/sweep.js";
import { formatCell } from "../../src/tables/format.js";
import type { Table } from "../../src/tables/table.js";
import { select } from "../parts/dom.js";
import type { FigureSpec } from "../parts/drawing.js";
import { drawPlot, tickFormat, ticksFor, wantsLog } from "./plot-style.js";
import { isNumeric, labelOf, measured, varied } from "./sweep-fields.js";

interface Choice {
  x: Column;
  y: Column;
  /** Points are weighed against each other only where they agree in these parameters: a larger message is no worse machine. */
  within: readonly Column[];
}

/** Two measures against each other; a line joins the points that no other beats in both. */
export function paretoFigure(id: string, sweep: Sweep, table: Table): FigureSpec | undefined {
  const parameters = varied(sweep);
  const numeric = parameters.filter((column) => isNumeric(sweep, column));
  const axes = [...measured(sweep), ...numeric];
  const y = axes[0];
  const x = axes.find(({ key }) => key === "cost") ?? numeric[0] ?? axes[1];
  if (x === undefined || y === undefined || x === y) return undefined;
  const others = numeric.filter((column) => column !== x);
  const choice: Choice = { x, y, within: others };
  const find = (columns: readonly Column[], key: string): Column | undefined =>
    columns.find((column) => column.key === key);
  const options = (columns: readonly Column[]) => columns.map(({ key, label }) => [key, label] as const);
  return {
    id,
    title: "Trade-offs",
    description:
      "Each point of the sweep by two measures, smaller being better in both. A line joins the points that no other beats in both: the Pareto front.",
    table,
    legend: [
      { label: "on a Pareto front", color: "var(--exposed)" },
      { label: "beaten by another point", color: "var(--line-strong)" },
    ],
    controls: (redraw) => [
      select("Across", options(axes), x.key, (key) => {
        choice.x = find(axes, key) ?? choice.x;
        redraw();
      }),
      select("up", options(axes), y.key, (key) => {
        choice.y = find(axes, key) ?? choice.y;
        redraw();
      }),
      select(
        "a front for each",
        [
          ...(others.length === 0
            ? []
            : [["numbers", others.map(({ label }) => label).join(" and ")] as const]),
          ...options(parameters.filter((column) => others.length !== 1 || column !== others[0])),
          ["", "sweep as a whole"] as const,
        ],
        others.length === 0 ? "" : "numbers",
        (key) => {
          choice.within = key === "numbers" ? others : parameters.filter((column) => column.key === key);
          redraw();
        },
      ),
    ],
    draw: (width) => ({ panels: [{ picture: chart(sweep, choice, width) }] }),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly group: string;
  readonly title: string;
}

function chart(sweep: Sweep, { x, y, within }: Choice, width: number): SVGSVGElement {
  const parameters = varied(sweep);
  const points = sweep.rows.flatMap((row): Point[] => {
    const [across, up] = [row[x.key], row[y.key]];
    if (typeof across !== "number" || typeof up !== "number") return [];
    const title = `${labelOf(row, parameters)}\n${x.label}: ${formatCell(across, x.unit)}\n${y.label}: ${formatCell(up, y.unit)}`;
    return [{ x: across, y: up, group: JSON.stringify(within.map(({ key }) => row[key])), title }];
  });
  const groups = new Set(points.map(({ group }) => group));
  const front = [...groups].flatMap((group) => {
    const own = points.filter((point) => point.group === group);
    return paretoFront(own.map((point) => [point.x, point.y] as const)).map((index) => own[index]);
  });
  const onFront = new Set(front);
  const across = scaleOf(
    points.map((point) => point.x),
    x.unit,
  );
  const up = scaleOf(
    points.map((point) => point.y),
    y.unit,
  );
  return drawPlot({
    width,
    height: 380,
    marginLeft: 74,
    marginRight: 24,
    marginBottom: 44,
    ariaLabel: `${y.label} against ${x.label}, with the Pareto front`,
    x: { type: across.type, domain: across.domain },
    y: { type: up.type, domain: up.domain },
    marks: [
      gridX(across.ticks),
      gridY(up.ticks),
      axisX(across.ticks, { text: tickFormat(x.unit), label: `${x.label} →`, tickSize: 4 }),
      axisY(up.ticks, { text: tickFormat(y.unit), label: `↑ ${y.label}`, tickSize: 0 }),
      dot(
        points.filter((point) => !onFront.has(point)),
        { x: "x", y: "y", fill: "var(--line-strong)", r: 3 },
      ),
      line(front, {
        x: "x",
        y: "y",
        z: "group",
        stroke: "var(--exposed)",
        strokeOpacity: 0.6,
        curve: "step-after",
      }),
      dot(front, { x: "x", y: "y", fill: "var(--exposed)", r: 4 }),
      dot(points, { x: "x", y: "y", r: 5, fill: "transparent", title: "title", tip: true }),
    ],
  });
}

function scaleOf(
  values: readonly number[],
  unit: Unit,
): {
  type: "log" | "linear";
  domain: [number, number];
  ticks: number[];
} {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (wantsLog(values)) {
    const domain: [number, number] = [low * 0.8, high * 1.25];
    return { type: "log", domain, ticks: ticksFor(...domain, unit, true) };
  }
  const domain: [number, number] = [Math.min(0, low), high * 1.05];
  return { type: "linear", domain, ticks: ticksFor(...domain, unit, false) };
}
