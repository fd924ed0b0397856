/** What became of one of several jobs that shared a machine. Times in ns. */
export interface JobReport {
  readonly name: string;
  /** The machine's NPUs that it ran on, in its own order. */
  readonly ranks: readonly number[];
  /** When it was started, and when the last of its NPUs had finished. */
  readonly start: number;
  readonly finish: number;
  /** `finish - start`. */
  readonly time: number;
  /** What the last of its NPUs computed. */
  readonly compute: number;
}

/** A job of a run, beside the same job alone on the same NPUs. */
export interface JobResult extends JobReport {
  /** Its time with the machine to itself. Absent: it was not run alone. */
  readonly alone?: number;
  /** `time / alone`. Absent where it was not run alone, or took no time. */
  readonly slowdown?: number;
}
