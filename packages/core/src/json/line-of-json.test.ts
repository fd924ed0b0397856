import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOfJson } from "./line-of-json.js";

describe("lines of JSON", () => {
  const text = '{\n "a": [1,\n  { "b,}": "\\"]" , "c": 2 }\n ],\n "d":\n  null\n}';

  it.each([
    [["a"], 2],
    [["a", 0], 2],
    [["a", 1], 3],
    [["a", 1, "c"], 3],
    [["a", 7], 2],
    [["d"], 5],
    [["e"], undefined],
    [[], undefined],
  ])("%j: %s", (path, line) => {
    expect(lineOfJson(text, path)).toBe(line);
  });

  it("are found for every value, and never in what is no JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, junk) => {
        const written = JSON.stringify(value, null, 1);
        const lines = written.split("\n").length;
        const look = (at: unknown, path: (string | number)[]): void => {
          if (path.length > 0) expect(lineOfJson(written, path)).toBeGreaterThan(1);
          if (typeof at !== "object" || at === null) return;
          for (const key of Object.keys(at)) {
            const next = [...path, Array.isArray(at) ? Number(key) : key];
            expect(lineOfJson(written, next)).toBeLessThanOrEqual(lines);
            look((at as Record<string, unknown>)[key], next);
          }
        };
        look(value, []);
        lineOfJson(junk, ["a", 0]);
        lineOfJson(written.slice(0, -1) + junk, ["a", 0]);
      }),
      { numRuns: 60 },
    );
  });
});
