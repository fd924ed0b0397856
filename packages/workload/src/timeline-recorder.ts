import { type Timeline, type TimelineLimits, type TimelineSpan, tooLarge } from "@astra-ts/core";

const defaults: TimelineLimits = { ranks: 16, spans: 50_000 };

/** More do not fit into one JSON text. */
const mostSpans = 4_000_000;
/** Bytes of a span with its name, in memory and as text. */
const bytesPerSpan = 250;

/** Keeps what the first ranks did, up to a number of spans. */
export class TimelineRecorder {
  readonly #limits: TimelineLimits;
  readonly #spans: TimelineSpan[] = [];
  readonly #ranks: number;
  #dropped = 0;

  constructor(ranks: number, limits: Partial<TimelineLimits> = {}) {
    this.#limits = { ...defaults, ...limits };
    if (this.#limits.spans > mostSpans)
      throw tooLarge({
        what: "spans of a timeline",
        count: this.#limits.spans,
        bytesEach: bytesPerSpan,
        field: "timeline.spans",
        expected: `at most ${mostSpans}`,
        hint: "The first spans of a few ranks are usually enough; the others are counted.",
      });
    this.#ranks = Math.min(ranks, this.#limits.ranks);
  }

  /** Whether spans of this rank are wanted; ask before making up a name. */
  wants(rank: number): boolean {
    return rank < this.#ranks;
  }

  add(rank: number, kind: TimelineSpan["kind"], name: string, start: number, end: number): void {
    if (this.#spans.length < this.#limits.spans) this.#spans.push({ rank, kind, name, start, end });
    else this.#dropped++;
  }

  timeline(): Timeline {
    return { spans: this.#spans, recordedRanks: this.#ranks, droppedSpans: this.#dropped };
  }
}
