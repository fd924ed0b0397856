import { describe, expect, it } from "vitest";
import { computePace } from "./compute-pace.js";

describe("computePace", () => {
  it("stretches what is computed while a factor holds, and only that", () => {
    let now = 0;
    const stragglers = [
      { ranks: [1], factor: 2, from: 100, until: 300 },
      { ranks: [1, 2], factor: 3, from: 200 },
    ];
    const pace = computePace({ stragglers }, () => now)!;
    expect(pace(0, 1000)).toBe(1000);
    expect(pace(1, 0)).toBe(0);
    expect(pace(1, 100)).toBe(100);
    // 100 at full speed, 50 of work in 100 ns of half speed, 10 of 60 in a sixth of it.
    expect(pace(1, 160)).toBe(100 + 100 + 60);
    // 100, 50, 100 / 6, and the rest at a third.
    expect(pace(1, 400)).toBe(Math.round(300 + 3 * (400 - 150 - 100 / 6)));
    now = 500;
    expect(pace(1, 10)).toBe(30);
    expect(pace(2, 10)).toBe(30);
  });

  it.each(["lognormal", "uniform"] as const)(
    "draws %s factors of mean 1 and the deviation, the same for the same seed",
    (distribution) => {
      const jitter = { distribution, deviation: 0.2, seed: 7 };
      const draw = (count: number, rank = 3) => {
        const pace = computePace({ stragglers: [], jitter }, () => 0)!;
        return Array.from({ length: count }, () => pace(rank, 1_000_000) / 1_000_000);
      };
      const factors = draw(20_000);
      const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
      const variance = factors.reduce((sum, factor) => sum + (factor - mean) ** 2, 0) / factors.length;
      expect(mean).toBeCloseTo(1, 2);
      expect(Math.sqrt(variance)).toBeCloseTo(0.2, 2);
      expect(Math.min(...factors)).toBeGreaterThan(0);
      expect(draw(10)).toEqual(factors.slice(0, 10));
      expect(draw(10, 4)).not.toEqual(factors.slice(0, 10));
    },
  );

  it("belongs to ranks of the machine, also in a part of it", () => {
    const stragglers = [{ ranks: [5], factor: 2 }];
    const pace = computePace({ stragglers, ranks: [4, 5] }, () => 0)!;
    expect([pace(0, 10), pace(1, 10)]).toEqual([10, 20]);
  });
});
