import type { Activity, WorkEvent } from "../observe/run-event.js";
import type { TimelineOverview } from "../result/timeline.js";

/** Bins of all lanes of one kind together, and of one lane. */
const allBins = 2 ** 18;
const mostBins = 4096;
const fewestBins = 16;

/** One kind of activity of one rank. */
interface Lane {
  readonly rank: number;
  readonly kind: Activity;
  spans: number;
  readonly busy: Float64Array;
  /** What took most of each bin, and by how much it leads, ns (the majority vote of Boyer and Moore). */
  readonly main: (string | undefined)[];
  readonly lead: Float64Array;
  /** The last unbroken stretch of activity, ns. */
  from: number;
  to: number;
}

/** Busy times of ranks in equal bins. Where the run outgrows the bins, neighbours become one of twice the width: the whole run stays in view in bounded memory. */
export class OverviewRecorder {
  /** Of each lane, a power of two: a quarter of a million over all lanes of a kind, 4,096 at most. */
  readonly bins: number;
  readonly #lanes = new Map<string, Lane>();
  #width = 1;

  constructor(ranks: number) {
    const share = 2 ** Math.floor(Math.log2(allBins / Math.max(1, ranks)));
    this.bins = Math.max(fewestBins, Math.min(mostBins, share));
  }

  add({ rank, activity, name, start, end }: WorkEvent): void {
    while (end > this.#width * this.bins) this.#widen();
    const lane = this.#laneOf(rank, activity);
    lane.spans++;
    if (start > lane.to) {
      this.#fill(lane, name, start, end);
      lane.from = start;
      lane.to = end;
      return;
    }
    if (end > lane.to) {
      this.#fill(lane, name, lane.to, end);
      lane.to = end;
    }
    if (start < lane.from) {
      this.#fill(lane, name, start, Math.min(end, lane.from));
      if (end >= lane.from) lane.from = start;
    }
  }

  overview(): Omit<TimelineOverview, "listedFrom"> {
    const names = new Map<string, number>();
    const lanes = [...this.#lanes.values()]
      .sort((a, b) => a.rank - b.rank)
      .map(({ rank, kind, spans, busy, main }) => {
        const used = busy.findLastIndex((time) => time > 0) + 1;
        return {
          rank,
          kind,
          spans,
          busy: Array.from(busy.subarray(0, used), rounded),
          main: main.slice(0, used).map((name) => (name === undefined ? -1 : numberOf(name, names))),
        };
      });
    return { binWidth: this.#width, names: [...names.keys()], lanes };
  }

  #laneOf(rank: number, kind: Activity): Lane {
    const key = `${rank} ${kind}`;
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = {
        rank,
        kind,
        spans: 0,
        busy: new Float64Array(this.bins),
        main: new Array<string | undefined>(this.bins).fill(undefined),
        lead: new Float64Array(this.bins),
        from: 0,
        to: 0,
      };
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  /** A bin is never busy for longer than it lasts: what is inside a span is full, whatever was there before. */
  #fill({ busy, main, lead }: Lane, name: string, start: number, end: number): void {
    const width = this.#width;
    const last = Math.min(this.bins - 1, Math.floor(end / width));
    for (let bin = Math.floor(start / width); bin <= last; bin++) {
      const time = Math.min(end, (bin + 1) * width) - Math.max(start, bin * width);
      busy[bin] = Math.min(width, busy[bin]! + time);
      if (main[bin] === name) lead[bin]! += time;
      else if (lead[bin]! > time) lead[bin]! -= time;
      else if (time > 0) {
        main[bin] = name;
        lead[bin] = time - lead[bin]!;
      }
    }
  }

  #widen(): void {
    this.#width *= 2;
    const half = this.bins / 2;
    for (const { busy, main, lead } of this.#lanes.values()) {
      for (let bin = 0; bin < half; bin++) {
        const [left, right] = [2 * bin, 2 * bin + 1];
        const isSame = main[left] === main[right];
        const lesser = Math.min(lead[left]!, lead[right]!);
        const greater = Math.max(lead[left]!, lead[right]!);
        busy[bin] = busy[left]! + busy[right]!;
        main[bin] = lead[left]! >= lead[right]! ? main[left] : main[right];
        lead[bin] = isSame ? greater + lesser : greater - lesser;
      }
      busy.fill(0, half);
      main.fill(undefined, half);
      lead.fill(0, half);
    }
  }
}

function numberOf(name: string, names: Map<string, number>): number {
  let number = names.get(name);
  if (number === undefined) {
    number = names.size;
    names.set(name, number);
  }
  return number;
}

/** Thousandths of a ns are enough, and sums of fractions have a short text. */
function rounded(time: number): number {
  return Math.round(time * 1000) / 1000;
}
