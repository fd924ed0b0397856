import { describe, expect, it } from "vitest";
import { noSlurmHere } from "./private-slurm.ts";
import { proveOnSlurm } from "./prove.ts";

describe("a sweep on Slurm", () => {
  it("has every point once, though a task and a node were killed", { timeout: 180_000 }, async ({ skip }) => {
    const reason = noSlurmHere();
    if (reason !== undefined) skip(reason);
    const told: string[] = [];
    const { runs, merged, exitCode, said } = await proveOnSlurm((line) => told.push(line));
    expect(exitCode, told.join("\n")).toBe(0);
    expect(runs.size).toBe(200);
    expect([...runs.values()].filter((count) => count !== 1)).toEqual([]);
    expect(merged).toBe(200);
    expect(said).toContain("200 of 200 points, 200 of them new from 4 files of shards");
    expect(told.join("\n")).toMatch(/requeue (job )?JobId=\S+ due to (node failure|failure of node)/);
  });
});
