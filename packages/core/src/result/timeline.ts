/** Something that a rank did, from one instant to another. */
export interface TimelineSpan {
  readonly rank: number;
  /**
   * `compute` keeps the rank's processor busy; `communication` runs from the issue of a collective, send or receive to its end; `exposed` is time in which
   * the rank stood still for one.
   */
  readonly kind: "compute" | "communication" | "exposed";
  /** `conv1 forward`, `conv1 weight-gradient all-reduce`. */
  readonly name: string;
  /** ns. */
  readonly start: number;
  readonly end: number;
}

/** What the recorded ranks did when. */
export interface Timeline {
  /** In the order in which the spans ended. */
  readonly spans: readonly TimelineSpan[];
  /** Ranks that are in it, ascending. */
  readonly ranks: readonly number[];
  /** Spans of those ranks that found no room. */
  readonly droppedSpans: number;
}
