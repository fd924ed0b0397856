import { expect, it } from "vitest";
import { minimize } from "./simplex.js";

it("finds the bottom of a bent valley", () => {
  const rosenbrock = ([x, y]: readonly number[]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2;
  const { point, cost } = minimize(rosenbrock, 2, 400);
  expect(cost).toBeLessThan(1e-8);
  expect(point[0]).toBeCloseTo(1, 3);
});

it("stays out of where the cost is infinite", () => {
  const { point } = minimize(([x]) => (x! > 0.5 ? Number.POSITIVE_INFINITY : -x!), 1, 100);
  expect(point[0]).toBeLessThanOrEqual(0.5);
  expect(point[0]).toBeCloseTo(0.5, 3);
});
