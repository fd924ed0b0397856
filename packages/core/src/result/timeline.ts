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

/** How long one rank was at one kind of activity in each of equal bins of the run. */
export interface BusyShares {
  readonly rank: number;
  readonly kind: Activity;
  /** Spans that are in it. */
  readonly spans: number;
  /**
   * ns by bin, from time 0; bins after the last are empty. Spans at the same time count once: exactly, but for the first and the last bin of a span that began before the
   * unbroken activity in which it ends, which may be too full.
   */
  readonly busy: readonly number[];
  /** Index in `names` by bin: what took more than half of the busy time, where one name did; otherwise one of them. -1: nothing. */
  readonly main: readonly number[];
}

/** What the recorded ranks did when, bin by bin: the whole run, however long. */
export interface TimelineOverview {
  /** ns; a power of two. */
  readonly binWidth: number;
  /** Spans longer than this, ns, are listed one by one too. Absent: none is. */
  readonly listedFrom?: number;
  /** Names that the lanes refer to. */
  readonly names: readonly string[];
  readonly lanes: readonly BusyShares[];
}

/** What the recorded ranks did when. */
export interface Timeline {
  /** In the order in which their ends became known: all, or the longest where there is an overview. */
  readonly spans: readonly TimelineSpan[];
  /** Ranks that are in it, ascending. */
  readonly ranks: readonly number[];
  /** Spans that are in the overview alone. */
  readonly mergedSpans: number;
  /** Present where there were more spans than are listed; it has them all. */
  readonly overview?: TimelineOverview;
}
