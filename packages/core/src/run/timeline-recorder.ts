import { tooLarge } from "../limits/too-large.js";
import type { RunEvent, WorkEvent } from "../observe/run-event.js";
import type { Timeline, TimelineOverview, TimelineSpan } from "../result/timeline.js";
import type { TimelineLimits } from "../workload/model.js";
import { OverviewRecorder } from "./overview-recorder.js";

const defaultSpans = 50_000;

/** More do not fit into one JSON text. */
const mostSpans = 4_000_000;
/** Bytes of a span with its name, in memory and as text. */
const bytesPerSpan = 250;

/** Listens at the tap for what the observed ranks do. It keeps every span up to a number of them; of more, the longest, and an overview of all. */
export class TimelineRecorder {
  readonly #limit: number;
  #spans: TimelineSpan[] = [];
  readonly #ranks: readonly number[];
  readonly #wanted: ReadonlySet<number>;
  #overview: OverviewRecorder | undefined;
  /** Spans longer than this are kept, ns. */
  #listedFrom = -1;
  #merged = 0;

  constructor(observed: readonly number[], { ranks, spans = defaultSpans }: TimelineLimits = {}) {
    if (spans > mostSpans)
      throw tooLarge({
        what: "spans of a timeline",
        count: spans,
        bytesEach: bytesPerSpan,
        field: "timeline.spans",
        expected: `at most ${mostSpans}`,
        hint: "The longest spans of a few ranks are usually enough; the others are in the overview.",
      });
    this.#limit = spans;
    this.#ranks = ranks === 0 ? [] : observed;
    this.#wanted = new Set(this.#ranks);
  }

  /** Whether spans of this rank are kept. */
  wants(rank: number): boolean {
    return this.#wanted.has(rank);
  }

  observe(event: RunEvent): void {
    if (event.kind !== "work-timed" || !this.#wanted.has(event.rank)) return;
    if (this.#overview === undefined && this.#spans.length === this.#limit) this.#startOverview();
    this.#overview?.add(event);
    if (event.end - event.start <= this.#listedFrom) {
      this.#merged++;
      return;
    }
    if (this.#spans.length === this.#limit) this.#keepLongest();
    if (event.end - event.start <= this.#listedFrom) this.#merged++;
    else this.#spans.push(spanOf(event));
  }

  timeline(): Timeline {
    const whole = { spans: this.#spans, ranks: this.#ranks, mergedSpans: this.#merged };
    return this.#overview === undefined ? whole : { ...whole, overview: this.#overviewOf(this.#overview) };
  }

  #overviewOf(recorder: OverviewRecorder): TimelineOverview {
    const listed = this.#spans.length === 0 ? {} : { listedFrom: this.#listedFrom };
    return { ...recorder.overview(), ...listed };
  }

  #startOverview(): void {
    const overview = new OverviewRecorder(this.#ranks.length);
    for (const span of this.#spans)
      overview.add({ ...span, kind: "work-timed", activity: span.kind, time: span.end });
    this.#overview = overview;
  }

  /** Raises the length from which spans are kept, so that half of them go. */
  #keepLongest(): void {
    const lengths = Float64Array.from(this.#spans, ({ start, end }) => end - start).sort();
    this.#listedFrom = lengths[lengths.length >> 1] ?? Number.POSITIVE_INFINITY;
    const kept = this.#spans.filter(({ start, end }) => end - start > this.#listedFrom);
    this.#merged += this.#spans.length - kept.length;
    this.#spans = kept;
  }
}

function spanOf({ rank, activity: kind, name, start, end, node }: WorkEvent): TimelineSpan {
  return { rank, kind, name, start, end, ...(node === undefined ? {} : { node }) };
}
