import type { Column, Sweep } from "@astra-ts/core";
import { axisX, axisY, dot, gridX, gridY, line } from "@observablehq/plot";
import { formatCell } from "../../src/tables/format.js";
import type { Table } from "../../src/tables/table.js";
import { checkbox, select } from "../parts/dom.js";
import type { Drawing, FigureSpec } from "../parts/drawing.js";
import {
  drawPlot,
  markerPaths,
  seriesColors,
  seriesSymbols,
  tickFormat,
  ticksFor,
  wantsLog,
} from "./plot-style.js";
import { distinct, isNumeric, labelOf, measured, varied } from "./sweep-fields.js";

/** Lines of one chart before the rest goes into charts of its own. */
const mostSeries = 8;

interface Choice {
  x: Column;
  y: Column;
  /** Parameter that gives each point its colour and symbol. */
  series: Column | undefined;
  logX: boolean;
  logY: boolean;
}

/** A measure by a parameter: a line per value of a second parameter, a chart per value of the others. */
export function sweepFigure(id: string, sweep: Sweep, table: Table): FigureSpec | undefined {
  const parameters = varied(sweep);
  const axes = parameters.filter((column) => isNumeric(sweep, column));
  const measures = measured(sweep);
  const names = parameters.filter((column) => !axes.includes(column));
  const [measure] = measures;
  const x =
    [...axes].sort((a, b) => distinct(sweep, b.key).length - distinct(sweep, a.key).length)[0] ?? names[0];
  if (measure === undefined || x === undefined) return undefined;
  const backend = names.find(({ key }) => /network|backend/.test(key)) ?? names[0];
  const others = parameters.filter((column) => column !== x);
  const choice: Choice = {
    x,
    y: measure,
    series: backend !== undefined && backend !== x ? backend : others[0],
    logX: wantsLog(numbers(sweep, x)),
    logY: wantsLog(numbers(sweep, measure)),
  };
  const byKey = (columns: readonly Column[], key: string): Column | undefined =>
    columns.find((column) => column.key === key);
  const options = (columns: readonly Column[]) => columns.map(({ key, label }) => [key, label] as const);
  const controls = (redraw: () => void): HTMLElement[] => {
    const logX = checkbox("log x", choice.logX, (checked) => {
      choice.logX = checked;
      redraw();
    });
    const logY = checkbox("log y", choice.logY, (checked) => {
      choice.logY = checked;
      redraw();
    });
    const setLog = (): void => {
      choice.logX = wantsLog(numbers(sweep, choice.x));
      choice.logY = wantsLog(numbers(sweep, choice.y));
      logX.querySelector("input")!.checked = choice.logX;
      logY.querySelector("input")!.checked = choice.logY;
      redraw();
    };
    return [
      select("Measure", options(measures), choice.y.key, (key) => {
        choice.y = byKey(measures, key) ?? choice.y;
        setLog();
      }),
      select("by", options(parameters), choice.x.key, (key) => {
        choice.x = byKey(parameters, key) ?? choice.x;
        if (choice.series === choice.x) choice.series = parameters.find((column) => column !== choice.x);
        setLog();
      }),
      select("lines", [...options(parameters), ["", "none"] as const], choice.series?.key ?? "", (key) => {
        choice.series = byKey(parameters, key);
        redraw();
      }),
      logX,
      logY,
    ];
  };
  return {
    id,
    title: "By parameter",
    description: `${sweep.rows.length} points. A gap is a point that failed or lies at 0 on a log axis.`,
    table,
    controls,
    draw: (width) => charts(sweep, choice, parameters, width),
  };
}

function numbers({ rows }: Sweep, { key }: Column): number[] {
  return rows.flatMap((row) => (typeof row[key] === "number" ? [row[key]] : []));
}

interface Point {
  readonly x: number | string;
  readonly y: number;
  readonly series: string;
  readonly facet: string;
  readonly title: string;
}

function charts(sweep: Sweep, choice: Choice, parameters: readonly Column[], width: number): Drawing {
  const { x, y, series, logX, logY } = choice;
  const rest = parameters.filter((column) => column !== x && column !== series);
  const numeric = isNumeric(sweep, x);
  const points = sweep.rows.flatMap((row): Point[] => {
    const [across, up] = [row[x.key] ?? null, row[y.key] ?? null];
    if (across === null || typeof up !== "number" || (logY && up <= 0)) return [];
    if (numeric && logX && Number(across) <= 0) return [];
    return [
      {
        x: numeric ? Number(across) : String(across),
        y: up,
        series: series === undefined ? y.label : labelOf(row, [series]),
        facet: labelOf(row, rest),
        title: `${labelOf(row, parameters)}\n${y.label}: ${formatCell(up, y.unit)}`,
      },
    ];
  });
  const all = [
    ...new Set(sweep.rows.map((row) => (series === undefined ? y.label : labelOf(row, [series])))),
  ];
  const facets = [...new Set(points.map(({ facet }) => facet))];
  const perRow = Math.min(Math.max(1, facets.length), width > 900 ? 3 : width > 560 ? 2 : 1);
  const gap = 28;
  const each = Math.floor((width - gap * (perRow - 1)) / perRow);
  const values = points.map((point) => point.y);
  const domain = logY
    ? [Math.min(...values) * 0.85, Math.max(...values) * 1.15]
    : [Math.min(0, ...values), Math.max(...values) * 1.04];
  const xTicks = numeric ? ticksOf(sweep, x, each) : distinct(sweep, x.key).map(String);
  const yTicks = ticksFor(domain[0], domain[1], y.unit, logY);
  const color = { domain: all, range: all.map((_, index) => seriesColors[index % seriesColors.length]) };
  const symbol = { domain: all, range: all.map((_, index) => seriesSymbols[index % seriesSymbols.length]) };
  const panels = facets.map((facet) => {
    const own = points.filter((point) => point.facet === facet);
    const picture = drawPlot({
      width: each,
      height: facets.length === 1 ? 360 : 230,
      marginLeft: 74,
      marginRight: 22,
      marginBottom: 40,
      ariaLabel: `${y.label} by ${x.label}${facet === "" ? "" : `: ${facet}`}`,
      x: {
        label: `${x.label} →`,
        type: numeric ? (logX ? "log" : "linear") : "point",
        domain: numeric ? undefined : distinct(sweep, x.key).map(String),
      },
      y: { type: logY ? "log" : "linear", domain },
      color,
      symbol,
      marks: [
        gridX(xTicks),
        gridY(yTicks),
        axisX(xTicks, { text: tickFormat(x.unit), label: `${x.label} →`, tickSize: 4 }),
        axisY(yTicks, { text: tickFormat(y.unit), label: `↑ ${y.label}`, tickSize: 0 }),
        line(own, { x: "x", y: "y", stroke: "series", z: "series", sort: "x", strokeWidth: 1.8 }),
        dot(own, {
          x: "x",
          y: "y",
          stroke: "series",
          fill: "series",
          symbol: "series",
          r: 3,
          title: "title",
          tip: true,
        }),
      ],
    });
    return { picture, ...(facet === "" ? {} : { title: facet }) };
  });
  const legend = all.map((label, index) => ({
    label,
    color: color.range[index],
    marker: markerPaths[symbol.range[index]!],
  }));
  const drawing = { panels, columns: perRow };
  return series === undefined || all.length > 4 * mostSeries ? drawing : { ...drawing, legend };
}

/** The values themselves, as many as find room, so that 64 KiB and 1 MiB stand on the axis rather than 100,000 B. */
function ticksOf(sweep: Sweep, { key }: Column, width: number): number[] {
  const values = distinct(sweep, key).filter((value) => typeof value === "number");
  const room = Math.max(2, Math.floor((width - 90) / 58));
  const step = Math.ceil(values.length / room);
  return values.filter((_, index) => index % step === 0);
}
