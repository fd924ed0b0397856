import process from "node:process";
import { describe, expect, it } from "vitest";
import { killedSweep } from "./kills.ts";

describe.skipIf(process.platform === "win32")("a sweep whose processes are killed", () => {
  it("has every point once, and the rows of the single run", { timeout: 240_000 }, async () => {
    const { inTime, inShards, merged, rows, single, locks } = await killedSweep({
      points: 300,
      shards: 3,
      kills: 10,
      seed: 1,
    });
    expect(inTime).toBeGreaterThan(0);
    expect(inShards).toHaveLength(300);
    expect(new Set(inShards).size).toBe(300);
    expect([...merged].sort()).toEqual([...inShards].sort());
    expect(rows).toEqual(single);
    expect(locks).toEqual([]);
  });
});
