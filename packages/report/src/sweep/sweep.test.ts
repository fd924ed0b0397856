import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeResult } from "../../test/fake-result.js";
import { fakeSweep } from "../../test/fake-sweep.js";
import { measuresOf, paretoFront, sweepMeasures, sweepTable } from "./sweep.js";

describe("paretoFront", () => {
  it("has exactly the points that no other beats, one of equals", () => {
    const point = fc.tuple(fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 30 }), (points) => {
        const front = paretoFront(points).map((index) => points[index]);
        const beats = (a: readonly number[], b: readonly number[]): boolean =>
          a[0] <= b[0] && a[1] <= b[1] && (a[0] < b[0] || a[1] < b[1]);
        for (const own of front) expect(points.some((other) => beats(other, own))).toBe(false);
        for (const other of points)
          expect(front.some((own) => beats(own, other) || (own[0] === other[0] && own[1] === other[1]))).toBe(
            true,
          );
        expect(new Set(front.map(String)).size).toBe(front.length);
      }),
    );
  });
});

describe("sweepTable", () => {
  it("has parameters, then the measures that some point has; a failed point has gaps", () => {
    const { columns, rows } = sweepTable(fakeSweep());
    expect(columns.map(({ key }) => key)).toEqual([
      "network",
      "shape",
      "npus",
      "size",
      "total_ns",
      "cost",
      "wall_s",
    ]);
    expect(rows).toHaveLength(48);
    expect(rows.at(-1)?.slice(4)).toEqual([null, null, null]);
  });
});

describe("measuresOf", () => {
  it("knows every usual measure", () => {
    const measures = measuresOf(fakeResult());
    expect(Object.keys(measures)).toEqual(sweepMeasures.map(({ key }) => key));
    expect(measures.total_ns).toBe(fakeResult().time.total);
  });
});
