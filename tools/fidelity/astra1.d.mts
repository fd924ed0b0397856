/** A recorded run of ASTRA-sim 1.0: its inputs, and what it printed. */
export interface Astra1Record {
  id: string;
  result: { status: string };
  /** Fixture only: what ours makes of a run that the original did not complete. */
  ours?: { outcome: "refused"; code: string } | { outcome: "finished"; finish: number };
}

export interface Astra1Outcome {
  outcome: "exact" | "different" | "refused" | "finished";
  differences: string[];
  code?: string;
  message?: string;
  finish?: number;
}

/** `packages`: the functions of our packages that the check calls, and a `registry`. */
export function checkRecord(record: Astra1Record, packages: object): Promise<Astra1Outcome>;
