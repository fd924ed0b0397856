import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownOwner } from "./lock-owner.js";
import { lockResults } from "./results-lock.js";

let folder: string;
let living: ChildProcess;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-lock-"));
  living = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
});
afterAll(() => {
  living.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const quick = { beat: 10, abandoned: 120 };
const elsewhere = { ...ownOwner("theirs"), host: "another-machine" };

function lockedBy(name: string, owner: object | string, beats = 0): string {
  const file = join(folder, name);
  writeFileSync(`${file}.lock`, typeof owner === "string" ? owner : JSON.stringify({ ...owner, beats }));
  return file;
}

describe("the lock of a results file", () => {
  it("is one process's, which the second is told of, until it is released", async () => {
    const file = join(folder, "one/of/us.jsonl");
    const lock = await lockResults(file);
    await expect(lockResults(file)).rejects.toThrow(
      new RegExp(`us\\.jsonl: another sweep is writing these results: process ${process.pid} on .+, for \\d`),
    );
    lock.assertOwn();
    lock.release();
    expect(existsSync(`${file}.lock`)).toBe(false);
    (await lockResults(file)).release();
  });

  it("of a process that runs here no more is taken over at once; another process of its number is not it", async () => {
    const own = ownOwner("dead");
    for (const dead of [
      { ...own, pid: 2 ** 22 + 1 },
      { ...own, pid: living.pid, began: "1" },
    ])
      (await lockResults(lockedBy("dead.jsonl", dead))).release();
  });

  it("of a process elsewhere is respected while it gives signs of life", async () => {
    const file = lockedBy("elsewhere.jsonl", elsewhere);
    let beats = 0;
    const heart = setInterval(() => lockedBy("elsewhere.jsonl", elsewhere, ++beats), 40);
    await expect(lockResults(file, quick)).rejects.toThrow("on another-machine, for");
    clearInterval(heart);
    (await lockResults(file, quick)).release();
  });

  it("that a killed writer left empty is taken over in time", async () => {
    (await lockResults(lockedBy("empty.jsonl", ""), quick)).release();
  });

  it("is taken over by one of many", async () => {
    const file = lockedBy("many.jsonl", elsewhere);
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockResults(file, quick)));
    const won = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(won).toHaveLength(1);
    won[0]!.assertOwn();
    won[0]!.release();
    expect(existsSync(`${file}.lock.removing`)).toBe(false);
  });

  it("gives signs of life, and tells the holder that was robbed", async () => {
    const file = join(folder, "robbed.jsonl");
    const lock = await lockResults(file, quick);
    const before = readFileSync(`${file}.lock`, "utf8");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const after = readFileSync(`${file}.lock`, "utf8");
    expect(after).not.toBe(before);
    expect(after).toHaveLength(before.length);
    lockedBy("robbed.jsonl", elsewhere);
    expect(() => lock.assertOwn()).toThrow("another process has taken these results over");
    lock.release();
    expect(readFileSync(`${file}.lock`, "utf8")).toContain("another-machine");
  });
});
