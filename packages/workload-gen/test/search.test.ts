import { describe, expect, it } from "vitest";
import {
  findModel,
  generateWorkload,
  type SearchPoint,
  searchCandidate,
  searchPoints,
} from "../src/index.js";

describe("the ways to spread a step", () => {
  it("make up the NPUs and the batch, each once", () => {
    const points = searchPoints({ npus: 12, batch: 24, maxMicrobatches: 8, fullySharded: true });
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(points.length);
    for (const { tensor, data, pipeline, microbatches, schedule, fullySharded } of points) {
      expect(tensor * data * pipeline).toBe(12);
      expect((24 / data) % microbatches).toBe(0);
      expect(microbatches).toBeLessThanOrEqual(8);
      if (pipeline === 1) expect(schedule).toBe("1f1b");
      if (data === 1) expect(fullySharded).toBe(false);
    }
  });

  it("are told apart: those that run, those that do not divide, those that do not fit", () => {
    const model = findModel("gpt3-1.3b");
    const generate = (memory: number) => (point: SearchPoint) =>
      generateWorkload({
        model,
        parallelism: point,
        batch: 8,
        compute: { time: () => 1000 },
        memory,
        format: "graph",
      });
    const point = {
      tensor: 2,
      data: 1,
      pipeline: 2,
      microbatches: 4,
      schedule: "1f1b",
      fullySharded: false,
    } as const;
    const possible = searchCandidate(point, generate(80 * 2 ** 30));
    expect(possible.verdict).toBe("possible");
    // Half of the 24 blocks, with more than ten operations each, four times.
    if (possible.verdict === "possible") expect(possible.leastTime).toBeGreaterThan(12 * 10 * 4 * 1000);
    expect(searchCandidate(point, generate(2 ** 30)).verdict).toBe("does not fit");
    expect(searchCandidate({ ...point, pipeline: 7 }, generate(80 * 2 ** 30))).toMatchObject({
      verdict: "does not divide",
    });
  });
});
