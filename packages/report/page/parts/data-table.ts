import type { Cell } from "@astra-ts/core";
import { formatCell } from "../../src/tables/format.js";
import type { Table } from "../../src/tables/table.js";
import { button, h } from "./dom.js";

const firstRows = 50;

/** A table that sorts by any column; long ones show their first rows and grow on demand. `label` tells it from other tables of the page. */
export function dataTable(table: Table, label: string): HTMLElement {
  let sorted: { column: number; descending: boolean } | undefined;
  let shown = firstRows;
  const body = h("tbody");
  const heads = table.columns.map(({ label, unit }, index) => {
    const sort = button(
      label,
      `Sort by ${label}`,
      () => {
        const descending = sorted?.column === index ? !sorted.descending : unit !== "text";
        sorted = { column: index, descending };
        fill();
      },
      "sort",
    );
    return h("th", { scope: "col", class: unit === "text" ? "words" : "number" }, sort);
  });
  const more = h("div", { class: "more" });
  const fill = (): void => {
    heads.forEach((head, index) => {
      if (sorted?.column === index)
        head.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const rows = sorted === undefined ? table.rows : order(table.rows, sorted.column, sorted.descending);
    body.replaceChildren(...rows.slice(0, shown).map((row) => rowOf(table, row)));
    more.replaceChildren();
    if (rows.length > shown) {
      const left = rows.length - shown;
      const next = Math.min(left, 500);
      const label = next === left ? `Show the other ${left}` : `Show ${next} more of ${left}`;
      more.append(
        button(label, `${label} rows`, () => {
          shown += next;
          fill();
        }),
      );
    }
  };
  fill();
  const caption = h("caption", {}, table.title);
  const element = h("table", {}, caption, h("thead", {}, h("tr", {}, ...heads)), body);
  const scroll = h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": `${label}: ${table.title}` },
    element,
  );
  return h("div", { class: "data-table" }, scroll, more);
}

function rowOf({ columns }: Table, row: readonly Cell[]): HTMLTableRowElement {
  const cells = columns.map(({ unit }, index) => {
    const value = row[index];
    const text = formatCell(value, unit);
    const exact = typeof value === "number" && unit !== "count" ? { title: `${value} ${unit}` } : {};
    if (index === 0) return h("th", { scope: "row", class: unit === "text" ? "words" : "number" }, text);
    return h("td", { class: unit === "text" ? "words" : "number", ...exact }, text);
  });
  return h("tr", {}, ...cells);
}

function order(rows: Table["rows"], column: number, descending: boolean): Table["rows"] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    if (typeof x === "number" && typeof y === "number") return sign * (x - y);
    return sign * String(x).localeCompare(String(y), "en", { numeric: true });
  });
}
