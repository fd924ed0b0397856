import { join } from "node:path";
import type { Registry, Result } from "@astra-ts/core";
import type { Command } from "commander";
import { type Telling, writeOutput } from "../files/write-output.js";
import { collect } from "./flag-values.js";

/** Reports by plugins: `html`, `csv`, `timeline` and whatever others a plugin brings. */
export interface ReporterFlags extends Telling {
  readonly reporter: string[];
  readonly reportFolder: string;
}

/** Adds the flags to a command. */
export function addReporterOptions(command: Command): Command {
  return command
    .option(
      "--reporter <name>",
      "write the files of a reporter, built in or of a plugin (repeatable)",
      collect,
      [],
    )
    .option("--report-folder <folder>", "where reporters write", "report");
}

/** Writes the files of every reporter that was asked for. Throws UNKNOWN_NAME or FILE_WRITE. */
export function writeReports(registry: Registry, flags: ReporterFlags, results: readonly Result[]): void {
  for (const name of flags.reporter) {
    const reporter = registry.get("reporters", name, "--reporter");
    for (const { path, content } of reporter.report(results))
      writeOutput(join(flags.reportFolder, path), content, flags);
  }
}
