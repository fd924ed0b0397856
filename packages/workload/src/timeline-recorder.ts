import type { Timeline, TimelineLimits, TimelineSpan } from "@astra-ts/core";

const defaults: TimelineLimits = { ranks: 16, spans: 50_000 };

/** Keeps what the first ranks did, up to a number of spans. */
export class TimelineRecorder {
  readonly #limits: TimelineLimits;
  readonly #spans: TimelineSpan[] = [];
  readonly #ranks: number;
  #dropped = 0;

  constructor(ranks: number, limits: Partial<TimelineLimits> = {}) {
    this.#limits = { ...defaults, ...limits };
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
