import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Histogram } from "./histogram.js";

describe("Histogram", () => {
  it("has exact quantiles, and buckets whose upper edges belong to them", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8000), { minLength: 1 }), (values) => {
        const histogram = new Histogram();
        for (const value of values) histogram.add(value);
        const { count, mean, p50, max, histogram: buckets } = histogram.summary();
        const sorted = [...values].sort((a, b) => a - b);
        expect(count).toBe(values.length);
        expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6);
        expect(p50).toBe(sorted[Math.ceil(values.length / 2) - 1]!);
        expect(max).toBe(sorted[sorted.length - 1]!);
        buckets!.counts.forEach((found, index) => {
          const above = index === 0 ? -1 : buckets!.upTo[index - 1]! + 1e-6;
          const upTo = buckets!.upTo[index]! + 1e-6;
          expect(found).toBe(values.filter((value) => value > above && value <= upTo).length);
        });
      }),
    );
  });
});
