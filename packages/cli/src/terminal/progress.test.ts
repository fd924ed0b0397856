import { describe, expect, it } from "vitest";
import { progressText } from "./progress.js";

const progress = { time: 2_000_000, events: 1, finishedRanks: 3, npus: 8, wallSeconds: 20 };

describe("progressText", () => {
  it("tells per cent and time left", () => {
    expect(progressText({ ...progress, share: 0.25 })).toBe(
      "25 %, 1 min 0 s left, 2 ms simulated (100 us per second), 3 of 8 NPUs done",
    );
    expect(progressText({ ...progress, share: 0.0421 })).toMatch(/^4\.2 %, 7 min 36 s left/);
  });

  it("promises nothing from next to nothing, nor where the layers do not tell", () => {
    expect(progressText({ ...progress, share: 0.001 })).toMatch(/^0\.1 %, 2 ms simulated/);
    expect(progressText(progress)).toBe("2 ms simulated (100 us per second), 3 of 8 NPUs done");
  });
});
