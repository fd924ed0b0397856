import type { ReportInput } from "./report-input.js";

/** A file of a report. */
export interface ReportFile {
  /**
   * Path below the folder that the user chose, with `/` between its parts: `run.csv`, `links/use.svg`. A path that leads out of that folder is refused. The first file of a
   * report is the main one: where the user names one file, it is written there.
   */
  readonly path: string;
  readonly content: string | Uint8Array;
  /**
   * What of a whole this file is where a report has several that are alike, such as one for each result: the label of the result. Where the user names one file, each of
   * them is written beside it, the part before the ending: `timeline.packet.json`. Absent: it is no such file.
   */
  readonly part?: string;
}

/** What makes files of results, as a plugin entry. It writes nothing itself: the caller does, so that a reporter runs in a browser too. */
export interface Reporter {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** The files of a report on one result, on several side by side, or on a sweep. The same input always gives the same files. `resultsIn` lists the results that are in it. */
  report(input: ReportInput): readonly ReportFile[];
}

/** Identity function that checks the type. */
export function defineReporter(reporter: Reporter): Reporter {
  return reporter;
}
