import process from "node:process";
import { printable } from "@astra-ts/core";
import Table from "cli-table3";
import { hasColour } from "./colour.js";

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Width of the terminal, columns; a pipe has room for any table. */
function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** A text column is not made narrower than this. */
const narrowest = 24;

/**
 * A table as text. Where the terminal is too narrow, the widest text column is wrapped; where that is not enough, rows become columns; and where they do not fit either,
 * each row becomes a block of `title: value` lines.
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return fitted(
    columns.map((column) => ({ ...column, title: printable(column.title) })),
    rows.map((row) => row.map(printable)),
  );
}

function fitted(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const available = terminalWidth();
  const text = draw(columns, rows, []);
  const excess = widthOf(text) - available;
  if (excess <= 0) return text;
  const widths = columns.map(({ title }, index) =>
    largest([title.length, ...rows.map((row) => row[index]?.length ?? 0)]),
  );
  const widest = widths.indexOf(Math.max(...widths));
  const wrapped = (widths[widest] ?? 0) - excess;
  const canWrap = columns[widest]?.align !== "right" && wrapped >= narrowest;
  if (!canWrap) {
    const turned = rows.length > 1 ? drawTurned(columns, rows) : undefined;
    return turned !== undefined && widthOf(turned) <= available ? turned : renderBlocks(columns, rows);
  }
  return draw(
    columns,
    rows,
    widths.map((width, index) => (index === widest ? wrapped : width) + 2),
  );
}

/** `widths` are those of the columns with a blank at each side; empty for those that the content needs. */
function draw(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): string {
  const colour = hasColour(process.stdout);
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? "left"),
    colWidths: [...widths],
    wordWrap: true,
    style: { head: colour ? ["bold"] : [], border: colour ? ["gray"] : [], compact: true },
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "─",
      "mid-mid": "─",
      right: "",
      "right-mid": "",
      middle: " ",
    },
  });
  for (const row of rows) table.push([...row]);
  return table.toString().replace(/[ \t]+$/gm, "");
}

/** A column for each row, headed by the row's first cell. */
function drawTurned([first, ...others]: readonly Column[], rows: readonly (readonly string[])[]): string {
  return draw(
    [{ title: first!.title }, ...rows.map((row) => ({ title: row[0] ?? "", align: "right" as const }))],
    others.map(({ title }, index) => [title, ...rows.map((row) => row[index + 1] ?? "")]),
    [],
  );
}

function widthOf(text: string): number {
  return largest(text.split("\n").map(visibleLength));
}

/** A table may have more rows than a function takes parameters. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function renderBlocks(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widest = Math.max(...columns.map(({ title }) => title.length));
  return rows
    .map((row) =>
      columns.map(({ title }, index) => `${title.padEnd(widest)}  ${row[index] ?? ""}`).join("\n"),
    )
    .join("\n\n");
}

function visibleLength(line: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences start with the escape character
  return line.replace(/\u001B\[[0-9;]*m/g, "").length;
}
