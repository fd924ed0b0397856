import { isAstraError } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAcceleratorFile, readGemmFile } from "../src/index.js";

/** Pieces that the files are made of, in any order, among any other text. */
const csv = fc.constantFrom(
  "Layer,m,n,k\n",
  "a,1,2,3",
  "\n",
  ",",
  '"',
  "DATA",
  "-1",
  "1e9",
  "\r\n",
  "\uFEFF",
  " ",
);
const ini = fc.constantFrom(
  "[general]",
  "[architecture_presets]",
  "\n",
  "ArrayHeight: 8",
  "ArrayWidth = 8",
  "Dataflow : ws",
  "=",
  "[",
  "#",
);

function survives(read: (text: string) => unknown, pieces: fc.Arbitrary<string>): void {
  const text = fc.array(fc.oneof({ weight: 5, arbitrary: pieces }, fc.string()), { maxLength: 30 });
  fc.assert(
    fc.property(text, (parts) => {
      try {
        read(parts.join(""));
      } catch (error) {
        expect(isAstraError(error), String(error)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
}

describe("readers survive any text", () => {
  it("files of layers", () => survives((text) => readGemmFile(text, "e.csv"), csv));
  it("accelerator files", () => survives((text) => readAcceleratorFile(text, "e.cfg"), ini));
});
