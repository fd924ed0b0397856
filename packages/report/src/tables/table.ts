import type { Cell, Column, Unit } from "@astra-ts/core";

/** Tidy data: one observation per row. */
export interface Table {
  /** File name without its ending. */
  readonly name: string;
  /** One line. */
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A column with its values. */
export function column(key: string, label: string, unit: Unit): Column {
  return { key, label, unit };
}

/** RFC 4180 with a header row of the columns' keys; a missing value is an empty cell. */
export function tableCsv({ columns, rows }: Table): string {
  const lines = [columns.map(({ key }) => csvCell(key)), ...rows.map((row) => row.map(csvCell))];
  return `${lines.map((cells) => cells.join(",")).join("\n")}\n`;
}

function csvCell(value: Cell): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Columns with their units, and the rows as objects. */
export function tableJson({ name, title, columns, rows }: Table): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map(({ key }, index) => [key, row[index]])));
  return `${JSON.stringify({ name, title, columns, rows: objects }, null, 1)}\n`;
}
