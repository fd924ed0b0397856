import type { Result } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { fakeResult } from "../../test/fake-result.js";
import { buildTimeline } from "./build-timeline.js";
import { fromBase64 } from "./bytes.js";
import { lanesOf } from "./lanes.js";
import { decodeSpans } from "./track.js";

const build = (result: Result, budget = 1e6) => buildTimeline(result, lanesOf(result), budget);

describe("buildTimeline", () => {
  it("stores lanes that are alike once", () => {
    const { lanes, tracks } = build(fakeResult({ npus: 16 }));
    expect(lanes.map(({ label }) => label).slice(0, 3)).toEqual(["Dimension 0", "NPU 0", "NPU 1"]);
    expect(lanes).toHaveLength(17);
    expect(tracks).toHaveLength(2);
  });

  it("keeps every span where they fit", () => {
    const result = fakeResult({ npus: 4, skew: 5, passes: 3 });
    const { tracks, names, binWidth } = build(result);
    const stored = tracks.flatMap(({ spans }) => Array.from(decodeSpans(spans).name, (name) => names[name]));
    const phases = result.systemReport.phases?.length ?? 0;
    expect(stored).toHaveLength(result.timeline.spans.length + phases);
    expect(binWidth).toBeUndefined();
  });

  it("aggregates what does not fit, and leaves nothing out", () => {
    const result = fakeResult({ npus: 32, skew: 7, passes: 20, layers: 8 });
    const budget = 20_000;
    const { tracks, lanes, binWidth, names } = build(result, budget);
    const size = tracks.reduce(
      (sum, { spans, density = [] }) => sum + spans.length + density.reduce((a, b) => a + b.length, 0),
      0,
    );
    expect(size * 0.75).toBeLessThan(budget * 1.2);
    expect(binWidth).toBeGreaterThan(0);
    expect(lanes).toHaveLength(33);
    const computed = tracks
      .slice(1)
      .map(({ density = [] }) =>
        fromBase64(density[0] ?? "").reduce((sum, byte) => sum + (byte / 255) * (binWidth ?? 0), 0),
      );
    for (const busy of computed) expect(busy / result.time.compute).toBeCloseTo(1, 1);
    for (const { spans } of tracks)
      for (const name of decodeSpans(spans).name) expect(names[name]).toBeDefined();
  });

  it("keeps times finer than a ns", () => {
    const result = fakeResult({ npus: 1, layers: 1, phases: false });
    const spans = [{ rank: 0, kind: "compute" as const, name: "x", start: 0.25, end: 1.5 }];
    const data = build({ ...result, timeline: { spans, ranks: [0], droppedSpans: 0 } });
    const { track } = data.lanes[data.lanes.length - 1];
    const { start, end } = decodeSpans(data.tracks[track].spans);
    expect([start[0] / data.ticksPerNs, end[0] / data.ticksPerNs]).toEqual([0.25, 1.5]);
  });
});
