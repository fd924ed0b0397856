import { collect } from "../flags/flag-values.js";

// Flags of `sweep` and `sweep submit`: what `option` takes, to be spread.

export const varyFlag: readonly [flags: string, text: string, parse: typeof collect, absent: string[]] = [
  "--vary <path=a,b,…>",
  "values for a field, or for an axis of the sweep (repeatable)",
  collect,
  [],
];

export const resultsFlag = [
  "--results <file.jsonl>",
  "file that results are appended to and resumed from; default <name>.sweep.jsonl",
] as const;

export const keepResultsFlag = [
  "--keep-results <folder>",
  "also write the whole result of every point, as <id>.json",
] as const;

export const parquetFlag = [
  "--parquet <file.parquet>",
  "write the points as columns, for DuckDB, pandas and the like",
] as const;

export const retryFailedFlag: readonly [flags: string, text: string, absent: boolean] = [
  "--retry-failed",
  "run points again that failed before",
  false,
];
