import type { SweepPoint } from "./points.js";

/** What became of a point: a line of the results file. */
export type SweepRecord = {
  readonly id: string;
  /** Place among the points of the sweep that ran it. Absent in files of earlier versions. */
  readonly index?: number | undefined;
  /** Seconds that it was estimated to take, in the file of a shard. */
  readonly cost?: number | undefined;
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

/** In the order of the sweep; what has no place comes last, as it stood. */
export function byPlace(a: SweepRecord, b: SweepRecord): number {
  const [first, second] = [a.index ?? Number.MAX_SAFE_INTEGER, b.index ?? Number.MAX_SAFE_INTEGER];
  return first - second;
}
