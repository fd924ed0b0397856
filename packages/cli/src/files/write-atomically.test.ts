import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeAtomically } from "./write-atomically.js";

let parent: string;
let folder: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "astra-ts-write-"));
});
beforeEach(() => {
  folder = mkdtempSync(join(parent, "case-"));
});
afterAll(() => rmSync(parent, { recursive: true }));

/** Content that fails half way through being written. */
function failingContent(): Uint8Array {
  return new Proxy(new Uint8Array(8), {
    get(target, key) {
      if (key === "byteLength" || key === "length") throw new Error("no content");
      return Reflect.get(target, key) as unknown;
    },
  });
}

describe("output files", () => {
  it("are written whole, in folders made as needed, over what was there", () => {
    const file = join(folder, "a/b/out.json");
    writeAtomically(file, "first");
    writeAtomically(file, "second");
    expect(readFileSync(file, "utf8")).toBe("second");
    expect(readdirSync(join(folder, "a/b"))).toEqual(["out.json"]);
  });

  it("stay as they were where writing fails half way, and leave nothing beside them", () => {
    const file = join(folder, "out.json");
    writeAtomically(file, "whole");
    expect(() => writeAtomically(file, failingContent())).toThrow("cannot be written");
    expect(readFileSync(file, "utf8")).toBe("whole");
    expect(readdirSync(folder)).toEqual(["out.json"]);
  });

  it("are refused with the reason where a folder or a file is in the way", () => {
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "file"), "");
    expect(() => writeAtomically(join(folder, "folder"), "x")).toThrow(
      /folder: cannot be written \(E[A-Z]+\)/,
    );
    expect(() => writeAtomically(join(folder, "file/out"), "x")).toThrow(
      /out: cannot be written \(E[A-Z]+\)/,
    );
    expect(readdirSync(folder).sort()).toEqual(["file", "folder"]);
  });

  it("can be devices", () => {
    writeAtomically("/dev/null", "x");
  });

  it("are written by nothing else in the command but the sweep, its lock and the trace of events, which write line after line or in place", () => {
    const source = fileURLToPath(new URL("..", import.meta.url));
    const writers = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .filter((name) =>
        /\b(writeFile|appendFile|createWriteStream|writeSync|copyFile|cpSync)/.test(
          readFileSync(join(source, name), "utf8"),
        ),
      );
    expect(writers.map((name) => name.replaceAll("\\", "/")).sort()).toEqual([
      "files/event-trace.ts",
      "files/write-atomically.ts",
      "sweep/results-file.ts",
      "sweep/results-lock.ts",
    ]);
  });
});
