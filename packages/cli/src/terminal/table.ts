import process from "node:process";
import Table from "cli-table3";

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Width of the terminal, columns; a pipe has room for any table. */
function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** A table as text. Where the terminal is too narrow for it, each row becomes a block of `title: value` lines. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? "left"),
    style: {
      head: process.stdout.isTTY ? ["bold"] : [],
      border: process.stdout.isTTY ? ["gray"] : [],
      compact: true,
    },
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
      middle: "  ",
    },
  });
  table.push(...rows.map((row) => [...row]));
  const text = table.toString().replace(/[ \t]+$/gm, "");
  const width = Math.max(...text.split("\n").map(visibleLength));
  return width <= terminalWidth() ? text : renderBlocks(columns, rows);
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
