import { type NodeId, type Timeline, type TimelineLimits, type TimelineSpan, tooLarge } from "@astra-ts/core";

const defaultSpans = 50_000;

/** More do not fit into one JSON text. */
const mostSpans = 4_000_000;
/** Bytes of a span with its name, in memory and as text. */
const bytesPerSpan = 250;

/** Keeps what the observed ranks did, up to a number of spans. */
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

  /** Whether spans of this rank are wanted; ask before making up a name. */
  wants(rank: number): boolean {
    return this.#wanted.has(rank);
  }

  /** `node`: id of the node of an execution graph, where it is one. */
  add(
    rank: number,
    kind: TimelineSpan["kind"],
    name: string,
    start: number,
    end: number,
    node?: NodeId,
  ): void {
    if (this.#spans.length === this.#limit) {
      this.#dropped++;
      return;
    }
    const id = typeof node === "bigint" ? String(node) : node;
    this.#spans.push({ rank, kind, name, start, end, ...(id === undefined ? {} : { node: id }) });
  }

  timeline(): Timeline {
    return { spans: this.#spans, ranks: this.#ranks, droppedSpans: this.#dropped };
  }
}
