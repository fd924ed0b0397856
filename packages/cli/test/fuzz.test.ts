import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inputOf, tryInput } from "./fuzz/support/target.js";
import { targets } from "./fuzz/targets/index.js";

/** The same inputs on every machine and every day; `npm run fuzz` tries others. */
const seed = 20_220_228;
const inputsPerReader = 120;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-fuzz-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function problemWith(name: string, input: string): Promise<string | undefined> {
  const verdict = await tryInput(targets.find((target) => target.name === name)!, input, folder);
  return verdict.kind === "defect" ? `${verdict.problem}\nof the input:\n${input.slice(0, 2000)}` : undefined;
}

describe("a wrong input is refused with a reason, by", () => {
  it.each(targets)("$name", async ({ name, input }) => {
    for (let index = 0; index < inputsPerReader; index++) {
      const text = inputOf({ name, input, read: () => {} }, seed, index);
      expect(await problemWith(name, text)).toBeUndefined();
    }
  });
});

describe("any text, and any JSON, is refused with a reason or read, by", () => {
  const isText = ({ name }: { name: string }): boolean => /file|graph|experiment|quantity|saved/.test(name);
  it.each(targets.filter(isText))("$name", async ({ name }) => {
    const any = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json({ maxDepth: 4 }),
      fc
        .array(fc.constantFrom("a: ", "1\n", "- ", "[", "]", "{", "}", ",", ":", '"', "\n", "  "), {
          maxLength: 20,
        })
        .map((parts) => parts.join("")),
    );
    await fc.assert(
      fc.asyncProperty(any, async (text) => {
        expect(await problemWith(name, text)).toBeUndefined();
      }),
      { seed, numRuns: 60 },
    );
  });
});
