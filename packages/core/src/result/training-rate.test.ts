import { describe, expect, it } from "vitest";
import { trainingRate } from "./training-rate.js";

const step = { item: "token", items: 4096, flops: 8e12, peakFlops: 400_000 };

describe("trainingRate", () => {
  it("divides a step's work by its time and its NPUs", () => {
    expect(trainingRate(step, { steps: 2, time: 4e6, npus: 20 })).toEqual({
      item: "token",
      items: 4096,
      steps: 2,
      itemsPerSecond: 2_048_000,
      flopsPerNpu: 200_000,
      utilization: 0.5,
    });
  });

  it("says no utilisation without a peak, and nothing of a run without time", () => {
    const { peakFlops: _, ...unknown } = step;
    expect(trainingRate(unknown, { steps: 1, time: 1, npus: 1 })).not.toHaveProperty("utilization");
    expect(trainingRate(step, { steps: 1, time: 0, npus: 1 })).toBeUndefined();
  });
});
