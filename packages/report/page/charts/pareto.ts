import { dot, line, plot } from "@observablehq/plot";
import { paretoFront, type Sweep } from "../../src/sweep/sweep.js";
import { formatCell } from "../../src/tables/format.js";
import type { Column, Table } from "../../src/tables/table.js";
import { select } from "../dom.js";
import { type Figure, figure } from "../figure.js";
import { chartStyle, tickFormat, wantsLog } from "./plot-style.js";
import { labelOf, measured, varied } from "./sweep-fields.js";

/** Two measures against each other; the line joins the points that no other beats in both. */
export function paretoFigure(id: string, sweep: Sweep, table: Table): Figure | undefined {
  const measures = [...measured(sweep), ...varied(sweep).filter((column) => isCost(sweep, column))];
  const y = measures[0];
  const x =
    measures.find(({ key }) => key === "cost") ??
    measures.find((column) => isParameter(sweep, column)) ??
    measures[1];
  if (x === undefined || y === undefined || x === y) return undefined;
  const choice = { x, y };
  const set = (axis: "x" | "y") => (key: string) => {
    choice[axis] = measures.find((column) => column.key === key) ?? choice[axis];
    drawn.redraw();
  };
  const options = measures.map(({ key, label }) => [key, label] as const);
  const drawn = figure({
    id,
    title: "Trade-offs",
    description:
      "Each point of the sweep by two measures, smaller being better in both. The line joins the points that no other beats in both: the Pareto front.",
    table,
    legend: [
      { label: "on the Pareto front", color: "var(--exposed)" },
      { label: "beaten by another point", color: "var(--line-strong)" },
    ],
    controls: [select("Across", options, x.key, set("x")), select("up", options, y.key, set("y"))],
    draw: (place, width) => place.append(chart(sweep, choice.x, choice.y, width)),
  });
  return drawn;
}

function isParameter(sweep: Sweep, column: Column): boolean {
  return sweep.parameters.includes(column);
}

/** A parameter that costs something: a number that one would rather have small. */
function isCost(sweep: Sweep, { key }: Column): boolean {
  return sweep.rows.every((row) => typeof row[key] === "number");
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly title: string;
}

function chart(sweep: Sweep, x: Column, y: Column, width: number): Element {
  const parameters = varied(sweep);
  const points = sweep.rows.flatMap((row): Point[] => {
    const [across, up] = [row[x.key], row[y.key]];
    if (typeof across !== "number" || typeof up !== "number") return [];
    const title = `${labelOf(row, parameters)}\n${x.label}: ${formatCell(across, x.unit)}\n${y.label}: ${formatCell(up, y.unit)}`;
    return [{ x: across, y: up, title }];
  });
  const front = paretoFront(points.map((point) => [point.x, point.y] as const)).map((index) => points[index]);
  const onFront = new Set(front);
  const type = (values: number[]) => (wantsLog(values) ? ("log" as const) : ("linear" as const));
  return plot({
    width,
    height: 340,
    marginLeft: 74,
    marginRight: 24,
    marginBottom: 40,
    style: chartStyle,
    ariaLabel: `${y.label} against ${x.label}, with the Pareto front`,
    x: {
      label: `${x.label} →`,
      type: type(points.map((point) => point.x)),
      tickFormat: tickFormat(x.unit),
      ticks: Math.max(3, width / 140),
      grid: true,
      nice: true,
    },
    y: {
      label: `↑ ${y.label}`,
      type: type(points.map((point) => point.y)),
      tickFormat: tickFormat(y.unit),
      ticks: 5,
      grid: true,
      nice: true,
    },
    marks: [
      dot(
        points.filter((point) => !onFront.has(point)),
        { x: "x", y: "y", fill: "var(--line-strong)", r: 3 },
      ),
      line(front, { x: "x", y: "y", stroke: "var(--exposed)", strokeWidth: 1.5, curve: "step-after" }),
      dot(front, { x: "x", y: "y", fill: "var(--exposed)", r: 4.5 }),
      dot(points, { x: "x", y: "y", r: 5, fill: "transparent", title: "title", tip: true }),
    ],
  });
}
