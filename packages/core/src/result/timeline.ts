import type { Activity } from "../observe/run-event.js";

/** Something that a rank did, from one instant to another. */
export interface TimelineSpan {
  readonly rank: number;
  readonly kind: Activity;
  /** `conv1 forward`, `conv1 weight-gradient all-reduce`. */
  readonly name: string;
  /** ns. */
  readonly start: number;
  readonly end: number;
  /** Id of the node of an execution graph; as text where a double cannot hold it. Absent: it is no node. */
  readonly node?: number | string;
}

/** What the recorded ranks did when. */
export interface Timeline {
  /** In the order in which their ends became known. */
  readonly spans: readonly TimelineSpan[];
  /** Ranks that are in it, ascending. */
  readonly ranks: readonly number[];
  /** Spans of those ranks that found no room. */
  readonly droppedSpans: number;
}
