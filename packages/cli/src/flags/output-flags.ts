import type { Command } from "commander";
import { collect } from "./flag-values.js";

/** Flags that each stand for one reporter. */
export type Shortcut = "report" | "svg" | "timeline" | "csv" | "out";

/** Flags that name a reporter's file. */
export const shortcuts = {
  out: {
    reporter: "json",
    flag: "--out <file.json>",
    description: "save the results; `astra-ts show` reads them",
  },
  timeline: {
    reporter: "timeline",
    flag: "--timeline <file.json>",
    description: "write the timeline for Perfetto or chrome://tracing",
  },
  csv: {
    reporter: "csv",
    flag: "--csv <file|folder>",
    description: "write a .csv file, or every table as CSV into a folder",
  },
  report: {
    reporter: "html",
    flag: "--report <file.html>",
    description: "write a page with charts that opens offline",
  },
  svg: {
    reporter: "svg",
    flag: "--svg <file.svg>",
    description: "write each chart as SVG, beside that name: file.timeline.svg",
  },
} as const satisfies Record<Shortcut, { reporter: string; flag: string; description: string }>;

/** Adds the flags for output files: those kinds, and any reporter by name. */
export function addOutputOptions(command: Command, kinds: readonly Shortcut[]): Command {
  for (const kind of kinds) command.option(shortcuts[kind].flag, shortcuts[kind].description);
  return command
    .option(
      "--reporter <name>",
      "write the files of a reporter, built in or of a plugin (repeatable)",
      collect,
      [],
    )
    .option("--report-folder <folder>", "where reporters write", "report");
}
