import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Stretches } from "../workload/stretches.js";
import { breakdownOf } from "./breakdown.js";

const none = { compute: [], message: [], memory: [], cpu: [], partner: [] };

describe("breakdownOf", () => {
  it("counts every instant once: computing first, dimensions side by side, waiting for others last", () => {
    const spans = { ...none, compute: [0, 10, 20, 30], message: [25, 45], partner: [5, 60] };
    expect(
      breakdownOf(70, spans, [
        [8, 16],
        [12, 18],
      ]),
    ).toEqual([
      { kind: "compute", dimension: null, time: 20 },
      { kind: "message", dimension: null, time: 15 },
      { kind: "partner", dimension: null, time: 17 },
      { kind: "dimension", dimension: 0, time: 4 },
      { kind: "dimension", dimension: 1, time: 4 },
      { kind: "idle", dimension: null, time: 10 },
    ]);
  });

  it("adds up to the total whatever overlaps", () => {
    const list = fc
      .array(fc.tuple(fc.nat(1000), fc.nat(300)), { maxLength: 8 })
      .map((pairs) => pairs.flatMap(([start, length]) => [start, start + length]));
    fc.assert(
      fc.property(list, list, list, list, fc.nat(1500), (compute, message, partner, activity, total) => {
        const parts = breakdownOf(total, { ...none, compute, message, partner }, [activity, compute]);
        const sum = parts.reduce((time, part) => time + part.time, 0);
        expect(sum).toBeCloseTo(total, 6);
      }),
    );
  });

  it("takes a span that is still open to the end", () => {
    expect(breakdownOf(10, none, [[4]])).toEqual([
      { kind: "dimension", dimension: 0, time: 6 },
      { kind: "idle", dimension: null, time: 4 },
    ]);
  });
});

describe("Stretches", () => {
  it("joins spans that touch", () => {
    const stretches = new Stretches();
    for (const [start, end] of [
      [0, 5],
      [5, 8],
      [9, 9],
      [10, 12],
      [11, 11.5],
    ] as const)
      stretches.add(start, end);
    expect(stretches.instants).toEqual([0, 8, 10, 12]);
  });
});
