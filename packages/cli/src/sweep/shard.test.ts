import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseShard, shardFile, shardFilesBeside } from "./shard.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-shard-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("--shard", () => {
  it("names a shard, or lets the scheduler name it", () => {
    expect(parseShard("3/8", {})).toEqual({ index: 3, count: 8 });
    expect(parseShard("env/8", { JOB_COMPLETION_INDEX: "7" })).toEqual({ index: 7, count: 8 });
    // Tasks 3 and 7 of eight, submitted once more.
    const again = { SLURM_ARRAY_TASK_ID: "7", SLURM_ARRAY_TASK_COUNT: "2", SLURM_ARRAY_TASK_MIN: "3" };
    expect(parseShard("env/8", again)).toEqual({ index: 7, count: 8 });
    const from = (least: number) => ({
      SLURM_ARRAY_TASK_ID: String(least + 2),
      SLURM_ARRAY_TASK_COUNT: "4",
      SLURM_ARRAY_TASK_MIN: String(least),
      SLURM_ARRAY_TASK_MAX: String(least + 3),
    });
    expect(parseShard("env", from(0))).toEqual({ index: 2, count: 4 });
    expect(parseShard("env", from(1))).toEqual({ index: 2, count: 4 });
    expect(() => parseShard("env", { ...again, SLURM_ARRAY_TASK_MAX: "7" })).toThrow(
      "not how many there are",
    );
  });

  it.each([
    ["8/8", "no such shard"],
    ["0/0", "no such shard"],
    ["0/100001", "no such shard"],
    ["3", "not a shard"],
    ["-1/8", "not a shard"],
    ["a/b", "not a shard"],
    ["env/8", "no scheduler tells an index"],
  ])("%s is refused: %s", (text, problem) => {
    expect(() => parseShard(text, {})).toThrow(problem);
  });

  it("a Kubernetes job does not tell how many there are", () => {
    expect(() => parseShard("env", { JOB_COMPLETION_INDEX: "1" })).toThrow("--shard: the scheduler tells");
  });
});

describe("files of shards", () => {
  it("lie beside the main one, and are found there", () => {
    const file = join(folder, "a.b.jsonl");
    const names = ["a.b.shard-10-of-12.jsonl", "a.b.shard-2-of-12.jsonl", "a.b.shard-0-of-2.jsonl"];
    expect(shardFile(file, { index: 2, count: 12 })).toBe(join(folder, names[1]!));
    for (const name of [
      ...names,
      "a.b.jsonl",
      "a.b.shard-x-of-2.jsonl",
      "a.shard-0-of-2.jsonl",
      "a.b.shard-0-of-2.jsonl.lock",
    ])
      writeFileSync(join(folder, name), "");
    expect(shardFilesBeside(file)).toEqual([...names].reverse().map((name) => join(folder, name)));
    expect(shardFilesBeside(join(folder, "none/a.jsonl"))).toEqual([]);
  });
});
