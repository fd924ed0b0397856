import type { Result } from "./result.js";

/** A file of a report. */
export interface ReportFile {
  /** Path below the folder that the user chose, with `/` between its parts: `run.csv`, `links/use.svg`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** What makes files of results, as a plugin entry. It writes nothing itself: the caller does, so that a reporter runs in a browser too. */
export interface Reporter {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** The files of a report on one result, or on several to be set side by side. The same results always give the same files. */
  report(results: readonly Result[]): readonly ReportFile[];
}

/** Identity function that checks the type. */
export function defineReporter(reporter: Reporter): Reporter {
  return reporter;
}
