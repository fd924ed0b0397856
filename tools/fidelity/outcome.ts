/** What became of a recorded run here. */
export interface Outcome {
  /** `exact` or `different` where the original completed; `refused` or `finished` where it did not; `outside` where there is nothing to compare. */
  readonly outcome: "exact" | "different" | "refused" | "finished" | "outside";
  readonly differences: readonly string[];
  /** Of our error, where the run is refused. */
  readonly code?: string;
  readonly message?: string;
  /** When our run ended, ns. */
  readonly finish?: number;
  /** Whether our result is below its physical bound. */
  readonly below?: boolean | undefined;
}

/** What a fixture says that ours makes of a run that the original did not complete. */
export type OursInstead = { outcome: "refused"; code: string } | { outcome: "finished"; finish: number };

/** The outcome of a completed run that was compared. */
export function compared(
  differences: readonly string[],
  rest: Pick<Outcome, "finish" | "below"> = {},
): Outcome {
  return { outcome: differences.length === 0 ? "exact" : "different", differences, ...rest };
}
