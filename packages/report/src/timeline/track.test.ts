import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "./bytes.js";
import { toColumns } from "./lane-spans.js";
import { spanKinds } from "./span-kinds.js";
import { decodeSpans, densityOf, encodeSpans } from "./track.js";

const span = fc
  .tuple(fc.constantFrom(...spanKinds), fc.constantFrom("a", "b", "c"), fc.maxSafeNat(), fc.nat(1e9))
  .filter(([, , start]) => start < 2 ** 52)
  .map(([kind, name, start, length]) => ({ kind, name, start, end: start + length }));

describe("tracks", () => {
  it("come back from their text as they were", () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 40 }), (spans) => {
        const columns = toColumns(spans, new Map(), 1);
        expect(decodeSpans(toBase64(encodeSpans(columns)))).toEqual(columns);
      }),
    );
  });

  it("are standard base64 without padding", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64").replaceAll("=", ""));
        expect(Buffer.from(fromBase64(text))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 30 },
    );
  });
});

describe("densityOf", () => {
  it("keeps the busy time, overlapping spans counted once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(900), fc.nat(100)), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 64 }),
        (pairs, bins) => {
          const spans = pairs.map(([start, length]) => ({
            kind: "compute" as const,
            name: "x",
            start,
            end: start + length,
          }));
          const covered = new Set(
            spans.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
          );
          const density = densityOf(toColumns(spans, new Map(), 1), 0, 1000, bins);
          const busy = density.reduce((sum, share) => sum + share, 0) * (1000 / bins);
          expect(busy).toBeCloseTo(covered.size, 1);
          expect(Math.max(...density)).toBeLessThanOrEqual(1.0001);
        },
      ),
    );
  });
});
