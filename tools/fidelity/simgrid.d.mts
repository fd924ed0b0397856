/** A recorded run of SimGrid: machine, traffic, and when it ended. */
export interface SimGridRecord {
  pattern: string;
  api: string;
  flows?: object[];
}

export interface SimGridOutcome {
  outcome: "exact" | "different" | "outside";
  differences: string[];
  message?: string;
}

/** What a record is called. */
export function idOf(record: SimGridRecord): string;

/** `packages`: the functions of our packages that the check calls. */
export function checkRecord(record: SimGridRecord, packages: object): SimGridOutcome;
