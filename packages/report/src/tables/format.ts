import type { Cell, Unit } from "@astra-ts/core";
import { formatBandwidth, formatCount, formatPercent, formatSize, formatTime } from "@astra-ts/core";

/** A value as people read it, with its unit; a dash for what is not known. */
export function formatCell(value: Cell | undefined, unit: Unit): string {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return "–";
  if (unit === "ns") return formatTime(value);
  if (unit === "B") return formatSize(value);
  if (unit === "B/ns") return formatBandwidth(value);
  if (unit === "fraction") return formatPercent(value);
  if (unit === "ratio") return `${significant(value)} ×`;
  if (unit === "s") return formatTime(value * 1e9);
  return significant(value);
}

/** Four significant digits, or all of a whole number. */
export function significant(value: number): string {
  return formatCount(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}
