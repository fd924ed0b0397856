import { describe, expect, it } from "vitest";
import type { WorkEvent } from "../observe/run-event.js";
import { TimelineRecorder } from "./timeline-recorder.js";

const work = (rank: number, end: number): WorkEvent => ({
  kind: "work-timed",
  time: end,
  rank,
  activity: "compute",
  name: "a",
  start: 0,
  end,
});

describe("the recorder of the timeline", () => {
  it("keeps the spans of its ranks up to the limit, and counts the others", () => {
    const recorder = new TimelineRecorder([0, 2], { spans: 2 });
    for (const [rank, end] of [
      [0, 1],
      [1, 2],
      [2, 3],
      [0, 4],
    ] as const)
      recorder.observe(work(rank, end));
    recorder.observe({ ...work(0, 5), kind: "message-sent", peer: 1, bytes: 1, tag: 0 });
    expect(recorder.timeline()).toEqual({
      spans: [
        { rank: 0, kind: "compute", name: "a", start: 0, end: 1 },
        { rank: 2, kind: "compute", name: "a", start: 0, end: 3 },
      ],
      ranks: [0, 2],
      droppedSpans: 1,
    });
  });

  it("keeps nothing where no ranks are wanted, and refuses more spans than a text can hold", () => {
    const nothing = new TimelineRecorder([0], { ranks: 0 });
    nothing.observe(work(0, 1));
    expect(nothing.timeline()).toEqual({ spans: [], ranks: [], droppedSpans: 0 });
    expect(() => new TimelineRecorder([0], { spans: 5_000_000 })).toThrow(/timeline\.spans/);
  });
});
