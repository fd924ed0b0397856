import { defineReporter, formatTime, type ReportInput, resultsIn, type Sweep } from "@astra-ts/core";

/** A table in Markdown: of a run or a comparison the times of each network, of a sweep its rows. */
export const reporter = defineReporter({
  name: "plugin-name",
  description: "a table in Markdown",
  report: (input) => [{ path: "plugin-name.md", content: `${linesOf(input).join("\n")}\n` }],
});

function linesOf(input: ReportInput): string[] {
  if (input.kind === "sweep") return rowsOf(input.sweep);
  const rows = resultsIn(input).map(({ label, result }) => {
    const { total, compute, exposedCommunication } = result.time;
    return [label, ...[total, compute, exposedCommunication].map(formatTime)];
  });
  return table(["network", "total", "compute", "exposed communication"], rows);
}

function rowsOf({ parameters, measures, rows }: Sweep): string[] {
  const columns = [...parameters, ...measures];
  return table(
    columns.map(({ key }) => key),
    rows.map((row) => columns.map(({ key }) => String(row[key] ?? ""))),
  );
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)];
}
