/** NPUs that compute at another speed than the workload says, for some time. */
export interface Straggler {
  readonly ranks: readonly number[];
  /** How many times as long computing takes: 2 is half of the speed, 0.5 twice. Factors that hold at the same time multiply. */
  readonly factor: number;
  /** From when and until when, ns; absent: from 0, to the end. */
  readonly from?: number;
  readonly until?: number | undefined;
}

/** Random changes of compute times. */
export interface ComputeJitter {
  /** `lognormal`: of mean 1, so that a long time is further from the mean than a short one; `uniform`: within `sqrt(3)` deviations around 1. */
  readonly distribution: "lognormal" | "uniform";
  /** Standard deviation of a factor, 0 to 1 (`uniform`: below 0.57). */
  readonly deviation: number;
  readonly seed: number;
}

/** How NPUs compute at other speeds than the workload says. */
export interface ComputeSpeeds {
  readonly stragglers: readonly Straggler[];
  readonly jitter?: ComputeJitter | undefined;
  /** Of a part of the machine: its rank i is `ranks[i]` of the machine, which stragglers and draws belong to. */
  readonly ranks?: readonly number[];
}
