import type { Cell, Column, Sweep } from "@astra-ts/core";
import { formatCell } from "../../src/tables/format.js";

/** Whether every value of a column is a number: it can be an axis. */
export function isNumeric({ rows }: Sweep, { key }: Column): boolean {
  return (
    rows.some((row) => typeof row[key] === "number") &&
    rows.every((row) => row[key] === null || row[key] === undefined || typeof row[key] === "number")
  );
}

export function distinct({ rows }: Sweep, key: string): Cell[] {
  const values = [...new Set(rows.map((row) => row[key] ?? null))];
  return values.every((value) => typeof value === "number") ? values.sort((a, b) => a - b) : values;
}

/** Parameters with more than one value. */
export function varied(sweep: Sweep): Column[] {
  return sweep.parameters.filter(({ key }) => distinct(sweep, key).length > 1);
}

/** Measures that some point has as a number. */
export function measured(sweep: Sweep): Column[] {
  return sweep.measures.filter(({ key }) => sweep.rows.some((row) => typeof row[key] === "number"));
}

/** Values of some parameters of a row in words: `ring, 8 NPUs`. */
export function labelOf(row: Sweep["rows"][number], columns: readonly Column[]): string {
  return columns
    .map(({ key, unit, label }) => {
      const value = row[key] ?? null;
      return typeof value === "number" && (unit === "count" || unit === "ratio")
        ? `${formatCell(value, unit)} ${label}`
        : formatCell(value, unit);
    })
    .join(", ");
}
