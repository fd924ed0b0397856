import { formatCell, type Table } from "@astra-ts/report";
import { renderTable } from "./table.js";

/** A report's table for the terminal. Columns without a value are left out, and rows beyond `limit` counted. */
export function renderDataTable({ columns, rows }: Table, limit = Number.POSITIVE_INFINITY): string {
  const used = columns.flatMap((column, index) =>
    rows.some((row) => row[index] !== null && row[index] !== undefined) ? [{ column, index }] : [],
  );
  const text = renderTable(
    used.map(({ column }) => ({ title: column.label, align: column.unit === "text" ? "left" : "right" })),
    rows.slice(0, limit).map((row) => used.map(({ column, index }) => formatCell(row[index], column.unit))),
  );
  const left = rows.length - limit;
  return left > 0 ? `${text}\n  and ${left} rows more` : text;
}
