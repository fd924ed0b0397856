import { formatCell, type Table } from "@astra-ts/report";
import { renderTable } from "./table.js";

/** Titles that the terminal has more room for than the page's. */
const shortTitles: Readonly<Record<string, string>> = {
  exposed_ns: "exposed",
  communication_ns: "communication",
  communication_ratio: "over the first",
  ratio: "over the first",
  bytes_per_npu: "sent per NPU",
  time_over_bound: "time / bound",
  bound_ns: "bound of one",
  speedup: "simulator speed",
  cost: "price",
};

/** A report's table for the terminal. Columns without a value are left out, and rows beyond `limit` counted. */
export function renderDataTable({ columns, rows }: Table, limit = Number.POSITIVE_INFINITY): string {
  const used = columns.flatMap((column, index) =>
    rows.some((row) => row[index] !== null && row[index] !== undefined) ? [{ column, index }] : [],
  );
  const text = renderTable(
    used.map(({ column }) => ({
      title: shortTitles[column.key] ?? lowerFirst(column.label),
      align: column.unit === "text" ? "left" : "right",
    })),
    rows.slice(0, limit).map((row) => used.map(({ column, index }) => formatCell(row[index], column.unit))),
  );
  const left = rows.length - limit;
  return left > 0 ? `${text}\n  and ${left} rows more` : text;
}

/** `Total time` as `total time`; `NPUs` stays. */
function lowerFirst(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
