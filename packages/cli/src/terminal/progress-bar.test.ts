import { describe, expect, it } from "vitest";
import { barLine, duration } from "./progress-bar.js";

describe("barLine", () => {
  it("shows count, rate, time left and failures", () => {
    expect(barLine({ done: 120, total: 220, earlier: 20, failed: 2, seconds: 50, what: "points" })).toBe(
      "[█████████████───────────] 120/220 points, 2.0/s, 50 s left, 2 failed",
    );
    expect(barLine({ done: 20, total: 20, earlier: 0, failed: 0, seconds: 1, what: "points" })).toBe(
      "[████████████████████████] 20/20 points, 20/s",
    );
  });

  it("knows no rate before something was done", () => {
    expect(barLine({ done: 20, total: 220, earlier: 20, failed: 0, seconds: 0, what: "points" })).toMatch(
      /20\/220 points$/,
    );
  });
});

describe("duration", () => {
  it("is read at a glance", () => {
    expect([0.2, 59.5, 61, 3_599, 7_500].map(duration)).toEqual([
      "1 s",
      "1 min 0 s",
      "1 min 1 s",
      "59 min 59 s",
      "2 h 5 min",
    ]);
  });
});
