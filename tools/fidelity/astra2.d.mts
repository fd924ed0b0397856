/** A recorded run of ASTRA-sim 2.x: its inputs, and when each NPU finished. */
export interface Astra2Record {
  id: string;
  status: string;
  /** Fixture only: what ours makes of a run that the original did not complete. */
  ours?: { outcome: "refused"; code: string } | { outcome: "finished"; finish: number };
}

export interface Astra2Outcome {
  outcome: "exact" | "different" | "refused" | "finished" | "outside";
  differences: string[];
  code?: string;
  message?: string;
  finish?: number;
  /** Whether the result is below its physical bound. */
  below?: boolean;
}

/** `packages`: the functions of our packages that the check calls, and a `registry`. */
export function checkRecord(record: Astra2Record, packages: object): Promise<Astra2Outcome>;
