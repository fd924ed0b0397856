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
import { type Telling, writeOutput } from "../files/write-output.js";
import { comparisonJson, jsonText, resultJson, sweepJson } from "../results/result-files.js";

/** Files to write beside what the terminal shows. */
export interface OutputFlags extends Telling {
  readonly report?: string;
  readonly timeline?: string;
  readonly csv?: string;
  readonly out?: string;
}

type Kind = Exclude<keyof OutputFlags, keyof Telling>;

const options = {
  report: ["--report <file.html>", "write a page with charts that opens offline"],
  timeline: ["--timeline <file.json>", "write the timeline for Perfetto or chrome://tracing"],
  csv: ["--csv <file|folder>", "write a .csv file, or every table as CSV into a folder"],
  out: ["--out <file.json>", "save the results; `astra-ts show` reads them"],
} as const satisfies Record<Kind, readonly [string, string]>;

/** Adds the flags for output files that a command can write. */
export function addOutputOptions(command: Command, kinds: readonly Kind[]): Command {
  for (const kind of kinds) command.option(options[kind][0], options[kind][1]);
  return command;
}

/** Writes what the flags ask for, for one result. Throws FILE_WRITE. */
export function writeResultOutputs(flags: OutputFlags, result: Result): void {
  if (flags.out !== undefined) writeOutput(flags.out, resultJson(result), flags);
  if (flags.timeline !== undefined) writeTimeline(flags.timeline, result, flags);
  if (flags.csv !== undefined) {
    const tables = resultCsv(result);
    writeTables(flags, flags.csv, tables, tables["layers.csv"] ?? Object.values(tables)[0]!);
  }
  writeReport(flags, { kind: "result", result });
}

/** The same for a comparison; each result has a timeline file of its own. */
export function writeComparisonOutputs(flags: OutputFlags, results: readonly LabelledResult[]): void {
  if (flags.out !== undefined) writeOutput(flags.out, comparisonJson(results), flags);
  if (flags.timeline !== undefined) {
    for (const { label, result } of results) writeTimeline(withLabel(flags.timeline, label), result, flags);
  }
  if (flags.csv !== undefined) {
    const files = Object.fromEntries(
      comparisonTables(results).map((table) => [`${table.name}.csv`, tableCsv(table)]),
    );
    writeTables(flags, flags.csv, files, tableCsv(comparisonTable(results)));
  }
  writeReport(flags, { kind: "comparison", results });
}

/** The same for a sweep. */
export function writeSweepOutputs(flags: OutputFlags, sweep: Sweep): void {
  if (flags.out !== undefined) writeOutput(flags.out, sweepJson(sweep), flags);
  if (flags.csv !== undefined) {
    const csv = tableCsv(sweepTable(sweep));
    writeTables(flags, flags.csv, { "sweep.csv": csv }, csv);
  }
  writeReport(flags, { kind: "sweep", sweep });
}

function writeReport(flags: OutputFlags, input: ReportInput): void {
  if (flags.report !== undefined) writeOutput(flags.report, renderReport(input), flags);
}

function writeTimeline(file: string, result: Result, telling: Telling): void {
  writeOutput(file, jsonText(timelineTrace(result), 0), telling);
}

/** One file where the name is a CSV file's, else all of them into a folder of that name. */
function writeTables(
  telling: Telling,
  path: string,
  files: Readonly<Record<string, string>>,
  main: string,
): void {
  if (extname(path).toLowerCase() === ".csv") writeOutput(path, main, telling);
  else for (const [name, text] of Object.entries(files)) writeOutput(join(path, name), text, telling);
}

/** `timeline.json` and `packet` are `timeline.packet.json`. */
function withLabel(file: string, label: string): string {
  const ending = extname(file);
  const name = label.replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  return `${file.slice(0, file.length - ending.length)}.${name}${ending}`;
}
