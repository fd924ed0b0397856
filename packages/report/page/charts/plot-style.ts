import type { Unit } from "@astra-ts/core";
import { type PlotOptions, plot } from "@observablehq/plot";
import { formatCell } from "../../src/tables/format.js";
import { axisTicks } from "../parts/axis-ticks.js";
import { currentDocument } from "../parts/dom.js";

/** Colours of runs, backends and parameters; also told apart by symbol. Safe for the common colour blindnesses. */
export const seriesColors = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `var(--series-${number})`);

export const seriesSymbols = [
  "circle",
  "square",
  "triangle",
  "diamond",
  "star",
  "cross",
  "wye",
  "plus",
] as const;

/** The same as they are drawn in a legend: around 0, some 10 wide. */
export const markerPaths: Readonly<Record<(typeof seriesSymbols)[number], string>> = {
  circle: "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
  square: "M-3.6,-3.6h7.2v7.2h-7.2z",
  triangle: "M0,-4.8L4.4,3.4H-4.4z",
  diamond: "M0,-5.4L3.4,0L0,5.4L-3.4,0z",
  star: "M0,-5.2L1.3,-1.7H5L2,0.6L3.1,4.2L0,2L-3.1,4.2L-2,0.6L-5,-1.7H-1.3z",
  cross: "M-1.5,-4.6h3v3.1h3.1v3h-3.1v3.1h-3v-3.1h-3.1v-3h3.1z",
  wye: "M-1.5,4.6V0.8L-4.6,-1L-3.1,-3.6L0,-1.8L3.1,-3.6L4.6,-1L1.5,0.8V4.6z",
  plus: "M-0.5,-5h1v4.5h4.5v1h-4.5v4.5h-1v-4.5h-4.5v-1h4.5z",
};

const chartStyle = { fontFamily: "inherit", fontSize: "12px", overflow: "visible" } as const;

/** A chart of the library's, in the style of all. */
export function drawPlot(options: PlotOptions): SVGSVGElement {
  // Without the library's own legends and captions a chart is the picture itself.
  return plot({ ...options, style: chartStyle, document: currentDocument() }) as SVGSVGElement;
}

/** Ticks with their unit, without the digits that a tick does not need. */
export function tickFormat(unit: Unit): (value: unknown) => string {
  return (value) => {
    if (typeof value !== "number") return String(value);
    if (unit === "fraction") return `${Number((value * 100).toPrecision(3))} %`;
    if (unit === "ratio") return `${Number(value.toPrecision(3))}`;
    return formatCell(Number(value.toPrecision(6)), unit);
  };
}

/** Sizes double, times multiply: a log axis wherever positive numbers span more than a factor of 20. */
export function wantsLog(values: readonly number[]): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low > 0 && high / low > 20;
}

/** Round numbers for an axis, logarithmic or linear: powers of two for bytes, of ten for anything else; where a log axis has room for one power of ten alone, its double and fivefold, too. */
export function ticksFor(low: number, high: number, unit: Unit, isLog: boolean): number[] {
  if (!isLog) return axisTicks(low, high, 5, unit === "B" ? 2 : 10);
  return unit === "B" ? powersOfTwo(low, high) : powersOfTen(low, high);
}

function powersOfTen(low: number, high: number): number[] {
  const powers: number[] = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++) powers.push(10 ** power);
  const shown = powers.filter((tick) => tick >= low * (1 - 1e-9));
  if (shown.length >= 2) return shown;
  const finer = powers.flatMap((tick) => [tick, 2 * tick, 5 * tick]);
  return finer.filter((tick) => tick >= low && tick <= high);
}

/** Every power of two, or every so many, so that at most eight stand on the axis. */
function powersOfTwo(low: number, high: number): number[] {
  const first = Math.ceil(Math.log2(low) - 1e-9);
  const last = Math.floor(Math.log2(high) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / 8));
  return Array.from(
    { length: Math.max(0, Math.floor((last - first) / stride) + 1) },
    (_, at) => 2 ** (first + at * stride),
  );
}

/** Room that the longest of these labels needs, pixels. */
export function labelRoom(labels: readonly string[], most = 220): number {
  return Math.min(most, 14 + 6.6 * Math.max(0, ...labels.map(({ length }) => length)));
}

/** At most so many letters, the middle left out. */
export function shorten(label: string, letters = 32): string {
  if (label.length <= letters) return label;
  const half = Math.floor((letters - 1) / 2);
  return `${label.slice(0, half)}…${label.slice(-half)}`;
}
