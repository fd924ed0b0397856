import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "./latency-histogram.js";

function summaryOf(values: readonly number[]) {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.add(value);
  return histogram.summary();
}

const latencies = fc.array(
  fc.oneof(fc.nat(300), fc.double({ min: 0.001, max: 1e9, noNaN: true }), fc.constant(79_125)),
  { minLength: 1, maxLength: 200 },
);

describe("LatencyHistogram", () => {
  it("has percentiles within 1 %, between the least and the most, and an exact maximum", () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const { count, mean, p50, p99, max } = summaryOf(values);
        const sorted = [...values].sort((a, b) => a - b);
        const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
        expect(count).toBe(values.length);
        expect(max).toBe(sorted.at(-1));
        expect(Math.abs(mean * count - values.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-3);
        for (const [found, right] of [
          [p50, at(0.5)],
          [p99, at(0.99)],
        ] as const) {
          expect(Math.abs(found - right)).toBeLessThanOrEqual(right * 0.01 + 2 ** -16);
          expect(found).toBeGreaterThanOrEqual(sorted[0]!);
          expect(found).toBeLessThanOrEqual(max);
        }
      }),
    );
  });

  it("is exact where all latencies are equal: no 99th percentile below the mean", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e12, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        (value, times) => {
          const { p50, p99, max } = summaryOf(new Array<number>(times).fill(value));
          expect([p50, p99, max]).toEqual([value, value, value]);
        },
      ),
    );
  });

  it("is exact for whole numbers up to 256", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(256), { minLength: 1 }), (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        expect(summaryOf(values).p50).toBe(sorted[Math.ceil(values.length / 2) - 1]);
      }),
    );
  });

  it("counts in buckets whose upper edges belong to them", () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const { upTo, counts } = summaryOf(values).histogram!;
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        counts.forEach((count, index) => {
          const above = index === 0 ? -1 : upTo[index - 1]!;
          expect(count).toBe(values.filter((value) => value > above && value <= upTo[index]!).length);
        });
      }),
    );
    expect(summaryOf([1, 256, 257]).histogram?.counts).toEqual([1, 0, 1, 1]);
  });

  it("forgets", () => {
    const histogram = new LatencyHistogram();
    histogram.add(5, 3);
    histogram.clear();
    expect(histogram.summary()).toEqual({
      count: 0,
      mean: 0,
      p50: 0,
      p99: 0,
      max: 0,
      histogram: { upTo: [], counts: [] },
    });
    histogram.add(7);
    expect(histogram.summary()).toMatchObject({ count: 1, mean: 7, p50: 7, max: 7 });
  });
});
