import { describe, expect, it } from "vitest";
import type { WorkEvent } from "../observe/run-event.js";
import { TimelineRecorder } from "./timeline-recorder.js";

const work = (rank: number, start: number, end: number): WorkEvent => ({
  kind: "work-timed",
  time: end,
  rank,
  activity: "compute",
  name: "a",
  start,
  end,
});

describe("the recorder of the timeline", () => {
  it("keeps the spans of its ranks, and nothing else", () => {
    const recorder = new TimelineRecorder([0, 2]);
    recorder.observe(work(0, 0, 1));
    recorder.observe(work(1, 0, 2));
    recorder.observe(work(2, 1, 3));
    recorder.observe({ ...work(0, 0, 5), kind: "message-sent", peer: 1, bytes: 1, tag: 0 });
    expect(recorder.timeline()).toEqual({
      spans: [
        { rank: 0, kind: "compute", name: "a", start: 0, end: 1 },
        { rank: 2, kind: "compute", name: "a", start: 1, end: 3 },
      ],
      ranks: [0, 2],
      mergedSpans: 0,
    });
  });

  it("keeps the longest of more than it lists, and an overview of all", () => {
    const recorder = new TimelineRecorder([0, 1], { spans: 16 });
    let time = 0;
    for (let index = 0; index < 1000; index++) {
      const length = index % 100 === 50 ? 1000 : 1 + (index % 7);
      recorder.observe(work(index % 2, time, time + length));
      time += length;
    }
    const { spans, mergedSpans, overview } = recorder.timeline();
    expect(spans.length + mergedSpans).toBe(1000);
    expect(spans.length).toBeLessThanOrEqual(16);
    expect(spans.length).toBeGreaterThan(0);
    for (const { start, end } of spans) expect(end - start).toBe(1000);
    expect(overview?.listedFrom).toBeGreaterThanOrEqual(7);
    const busy = overview?.lanes.flatMap((lane) => lane.busy) ?? [];
    expect(busy.reduce((sum, own) => sum + own, 0)).toBeCloseTo(time, 3);
    expect(overview?.lanes.map(({ rank, spans: count }) => [rank, count])).toEqual([
      [0, 500],
      [1, 500],
    ]);
  });

  it("has the whole of a run whose spans are all as long", () => {
    const recorder = new TimelineRecorder([0], { spans: 4 });
    for (let index = 0; index < 10_000; index++) recorder.observe(work(0, index * 1e6, index * 1e6 + 5e5));
    const { overview, spans, mergedSpans } = recorder.timeline();
    const [lane] = overview?.lanes ?? [];
    expect(spans.length + mergedSpans).toBe(10_000);
    expect(lane.busy.reduce((sum, time) => sum + time, 0)).toBe(10_000 * 5e5);
    expect(lane.busy.length * (overview?.binWidth ?? 0)).toBeGreaterThanOrEqual(9999 * 1e6);
  });

  it("lists no spans where none are wanted, keeps nothing where no ranks are, and refuses more spans than a text can hold", () => {
    const unlisted = new TimelineRecorder([0], { spans: 0 });
    unlisted.observe(work(0, 0, 1));
    expect(unlisted.timeline()).toEqual({
      spans: [],
      ranks: [0],
      mergedSpans: 1,
      overview: {
        binWidth: 1,
        names: ["a"],
        lanes: [{ rank: 0, kind: "compute", spans: 1, busy: [1], main: [0] }],
      },
    });
    const nothing = new TimelineRecorder([0], { ranks: 0 });
    nothing.observe(work(0, 0, 1));
    expect(nothing.timeline()).toEqual({ spans: [], ranks: [], mergedSpans: 0 });
    expect(() => new TimelineRecorder([0], { spans: 5_000_000 })).toThrow(/timeline\.spans/);
  });
});
