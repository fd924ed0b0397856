import type { Unit } from "@astra-ts/core";
import { formatCell } from "../../src/tables/format.js";
import { axisTicks } from "../parts/axis-ticks.js";

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

export const chartStyle = { fontFamily: "inherit", fontSize: "12px", overflow: "visible" } as const;

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

/** Powers of ten between two numbers for a log axis; undefined where there are fewer than two, so that the chart library's own ticks do. */
export function powersOfTen(low: number, high: number): number[] | undefined {
  const powers: number[] = [];
  for (let power = Math.ceil(Math.log10(low) - 1e-9); 10 ** power <= high; power++) powers.push(10 ** power);
  return powers.length < 2 ? undefined : powers;
}

/** About five round numbers from low to high. */
export function linearTicks(low: number, high: number): number[] {
  return axisTicks(low, high, 5);
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
