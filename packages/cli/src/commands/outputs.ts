import { extname, join } from "node:path";
import type { Result } from "@astra-ts/core";
import {
  comparisonTable,
  comparisonTables,
  type LabelledResult,
  type ReportInput,
  renderReport,
  resultCsv,
  type Sweep,
  sweepTable,
  tableCsv,
  timelineTrace,
} from "@astra-ts/report";
import type { Command } from "commander";
import { writeAtomically } from "../files/write-atomically.js";
import { comparisonJson, jsonText, resultJson, sweepJson } from "../results/result-files.js";

/** Files to write beside what the terminal shows. */
export interface OutputFlags {
  readonly report?: string;
  readonly timeline?: string;
  readonly csv?: string;
  readonly out?: string;
}

const options = {
  report: ["--report <file.html>", "write a page with charts that opens offline"],
  timeline: ["--timeline <file.json>", "write the timeline for Perfetto or chrome://tracing"],
  csv: ["--csv <file|folder>", "write a .csv file, or every table as CSV into a folder"],
  out: ["--out <file.json>", "save the results; `astra-ts show` reads them"],
} as const satisfies Record<keyof OutputFlags, readonly [string, string]>;

/** Adds the flags for output files that a command can write. */
export function addOutputOptions(command: Command, kinds: readonly (keyof OutputFlags)[]): Command {
  for (const kind of kinds) command.option(options[kind][0], options[kind][1]);
  return command;
}

/** Writes what the flags ask for, for one result. Throws FILE_WRITE. */
export function writeResultOutputs(flags: OutputFlags, result: Result): void {
  if (flags.out !== undefined) writeAtomically(flags.out, resultJson(result));
  if (flags.timeline !== undefined) writeTimeline(flags.timeline, result);
  if (flags.csv !== undefined) {
    const tables = resultCsv(result);
    writeTables(flags.csv, tables, tables["layers.csv"] ?? Object.values(tables)[0]!);
  }
  writeReport(flags.report, { kind: "result", result });
}

/** The same for a comparison; each result has a timeline file of its own. */
export function writeComparisonOutputs(flags: OutputFlags, results: readonly LabelledResult[]): void {
  if (flags.out !== undefined) writeAtomically(flags.out, comparisonJson(results));
  if (flags.timeline !== undefined) {
    for (const { label, result } of results) writeTimeline(withLabel(flags.timeline, label), result);
  }
  if (flags.csv !== undefined) {
    const files = Object.fromEntries(
      comparisonTables(results).map((table) => [`${table.name}.csv`, tableCsv(table)]),
    );
    writeTables(flags.csv, files, tableCsv(comparisonTable(results)));
  }
  writeReport(flags.report, { kind: "comparison", results });
}

/** The same for a sweep. */
export function writeSweepOutputs(flags: OutputFlags, sweep: Sweep): void {
  if (flags.out !== undefined) writeAtomically(flags.out, sweepJson(sweep));
  if (flags.csv !== undefined) {
    const csv = tableCsv(sweepTable(sweep));
    writeTables(flags.csv, { "sweep.csv": csv }, csv);
  }
  writeReport(flags.report, { kind: "sweep", sweep });
}

function writeReport(file: string | undefined, input: ReportInput): void {
  if (file !== undefined) writeAtomically(file, renderReport(input));
}

function writeTimeline(file: string, result: Result): void {
  writeAtomically(file, jsonText(timelineTrace(result), 0));
}

/** One file where the name is a CSV file's, else all of them into a folder of that name. */
function writeTables(path: string, files: Readonly<Record<string, string>>, main: string): void {
  if (extname(path).toLowerCase() === ".csv") writeAtomically(path, main);
  else for (const [name, text] of Object.entries(files)) writeAtomically(join(path, name), text);
}

/** `timeline.json` and `packet` are `timeline.packet.json`. */
function withLabel(file: string, label: string): string {
  const ending = extname(file);
  const name = label.replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  return `${file.slice(0, file.length - ending.length)}.${name}${ending}`;
}
