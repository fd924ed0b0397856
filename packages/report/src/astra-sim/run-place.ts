/** Where a run stands in files that several runs share. */
export interface RunPlace {
  /** Name of the run, in the file's second column. */
  readonly runName: string;
  /** How many runs share the files. */
  readonly totalStatRows: number;
  /** Which of them this one is, from 0. The run 0 starts the files anew and writes their headers. */
  readonly statRow: number;
}
