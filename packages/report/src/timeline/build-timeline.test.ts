import type { Result } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { fakeResult, mergedResult } from "../../test/fake-result.js";
import { buildTimeline } from "./build-timeline.js";
import { fromBase64 } from "./bytes.js";
import { laneTable } from "./lane-table.js";
import { lanesOf } from "./lanes.js";
import { decodeMain, decodeSpans } from "./track.js";

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

  it("draws a run whole whose record has merged most of its spans", () => {
    const result = mergedResult();
    const { tracks, lanes, names, binWidth = 0, spans } = build(result, 20_000);
    expect(spans).toBe(2001);
    expect(binWidth).toBeGreaterThanOrEqual(1024);
    const lane = lanes.find(({ rank }) => rank === 1);
    const { density = [], main = [], spans: listed } = tracks[lane?.track ?? -1];
    const bytes = fromBase64(density[0]);
    const busy = bytes.reduce((sum, byte) => sum + (byte / 255) * binWidth, 0);
    expect(busy / 256_000).toBeCloseTo(1, 1);
    const named = Array.from(decodeMain(main[0]), (name) => names[name]);
    expect([named[0], named[bytes.length - 1]]).toEqual(["early", "late"]);
    expect(Array.from(decodeSpans(listed).name, (name) => names[name])).toEqual(["long"]);
    expect(laneTable(lanesOf(result)).rows).toContainEqual(["NPU 1", "compute", 2000, 256_000, 0.5]);
  });

  it("keeps times finer than a ns", () => {
    const result = fakeResult({ npus: 1, layers: 1, phases: false });
    const spans = [{ rank: 0, kind: "compute" as const, name: "x", start: 0.25, end: 1.5 }];
    const data = build({ ...result, timeline: { spans, ranks: [0], mergedSpans: 0 } });
    const { track } = data.lanes[data.lanes.length - 1];
    const { start, end } = decodeSpans(data.tracks[track].spans);
    expect([start[0] / data.ticksPerNs, end[0] / data.ticksPerNs]).toEqual([0.25, 1.5]);
  });
});
