import { tooLarge } from "../limits/too-large.js";
import type { RunEvent } from "../observe/run-event.js";
import type { Timeline, TimelineSpan } from "../result/timeline.js";
import type { TimelineLimits } from "../workload/model.js";

const defaultSpans = 50_000;

/** More do not fit into one JSON text. */
const mostSpans = 4_000_000;
/** Bytes of a span with its name, in memory and as text. */
const bytesPerSpan = 250;

/** Listens at the tap for what the observed ranks do, and keeps it, up to a number of spans. */
export class TimelineRecorder {
  readonly #limit: number;
  readonly #spans: TimelineSpan[] = [];
  readonly #ranks: readonly number[];
  readonly #wanted: ReadonlySet<number>;
  #dropped = 0;

  constructor(observed: readonly number[], { ranks, spans = defaultSpans }: TimelineLimits = {}) {
    if (spans > mostSpans)
      throw tooLarge({
        what: "spans of a timeline",
        count: spans,
        bytesEach: bytesPerSpan,
        field: "timeline.spans",
        expected: `at most ${mostSpans}`,
        hint: "The first spans of a few ranks are usually enough; the others are counted.",
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
    if (this.#spans.length === this.#limit) {
      this.#dropped++;
      return;
    }
    const { rank, activity: kind, name, start, end, node } = event;
    this.#spans.push({ rank, kind, name, start, end, ...(node === undefined ? {} : { node }) });
  }

  timeline(): Timeline {
    return { spans: this.#spans, ranks: this.#ranks, droppedSpans: this.#dropped };
  }
}
