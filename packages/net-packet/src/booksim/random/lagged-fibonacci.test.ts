import { expect, test } from "vitest";
import { LaggedFibonacci } from "./lagged-fibonacci.js";

test("the streams of integers and fractions are deterministic and differ by seed", () => {
  const draw = (seed: number) => {
    const random = new LaggedFibonacci(seed);
    return Array.from({ length: 300 }, () => [random.upTo(999), random.fraction()]);
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(0).every(([whole, part]) => whole! >= 0 && whole! <= 999 && part! >= 0 && part! < 1)).toBe(
    true,
  );
});
