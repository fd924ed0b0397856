import type { SweepPoint } from "./points.js";

/** What became of a point: a line of the results file. */
export type SweepRecord = {
  readonly id: string;
  readonly parameters: SweepPoint["parameters"];
  /** Version of astra-ts that ran it. */
  readonly version: string;
} & (
  | {
      readonly status: "ok";
      /** By the keys of the report's sweep measures. */
      readonly measures: Readonly<Record<string, number | null>>;
      readonly warnings: readonly string[];
    }
  | {
      readonly status: "failed";
      readonly error: { readonly code: string; readonly message: string; readonly hint?: string };
    }
);

export type FailedRecord = Extract<SweepRecord, { status: "failed" }>;
