import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OverviewRecorder } from "./overview-recorder.js";

const add = (recorder: OverviewRecorder, start: number, end: number, name = "a"): void =>
  recorder.add({ kind: "work-timed", time: end, rank: 0, activity: "communication", name, start, end });

/** ns in which one of the spans is under way. */
function covered(spans: readonly (readonly [number, number])[]): number {
  let until = 0;
  let time = 0;
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    time += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return time;
}

const spans = fc
  .array(fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 20_000 })), { minLength: 1, maxLength: 60 })
  .map((list) => list.map(([start, length]) => [start, start + length] as const).sort((a, b) => a[1] - b[1]));

describe("the overview of a timeline", () => {
  it("never says more than a bin can hold, and is wrong by two bins for each span that reaches back", () => {
    fc.assert(
      fc.property(spans, (list) => {
        const recorder = new OverviewRecorder(1);
        for (const [start, end] of list) add(recorder, start, end);
        const { binWidth, lanes } = recorder.overview();
        const [{ busy, spans: count }] = lanes;
        expect(count).toBe(list.length);
        expect(Math.max(...busy)).toBeLessThanOrEqual(binWidth);
        const sum = busy.reduce((all, time) => all + time, 0);
        const exact = covered(list);
        expect(sum).toBeGreaterThanOrEqual(exact - 1e-6);
        expect(sum).toBeLessThanOrEqual(exact + 2 * binWidth * list.length);
      }),
    );
  });

  it("is exact where spans follow each other or overlap in order", () => {
    fc.assert(
      fc.property(spans, (list) => {
        const ordered = [...list].sort((a, b) => a[0] - b[0]);
        const recorder = new OverviewRecorder(1);
        for (const [start, end] of ordered) add(recorder, start, end);
        const [{ busy }] = recorder.overview().lanes;
        expect(busy.reduce((all, time) => all + time, 0)).toBeCloseTo(covered(list), 3);
      }),
    );
  });

  it("names what took more than half of a bin", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 5000 }), (order) => {
        const recorder = new OverviewRecorder(1024);
        order.forEach((name, index) => {
          add(recorder, index, index + 1, name);
        });
        const { binWidth, names, lanes } = recorder.overview();
        lanes[0].main.forEach((main, bin) => {
          const own = order.slice(bin * binWidth, (bin + 1) * binWidth);
          for (const name of names) {
            const isMost = own.filter((other) => other === name).length > own.length / 2;
            if (isMost) expect(names[main]).toBe(name);
          }
        });
      }),
      { numRuns: 20 },
    );
  });

  it("has fewer bins where it has more lanes, and no more of them than 4,096", () => {
    expect(new OverviewRecorder(1).bins).toBe(4096);
    expect(new OverviewRecorder(1024).bins).toBe(256);
    expect(new OverviewRecorder(1_000_000).bins).toBe(16);
  });
});
