import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SweepRecord } from "./record.js";
import { readSweepFile, type SweepHeader, SweepWriter } from "./results-file.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-results-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const header: SweepHeader = {
  schema: "astra-ts/sweep-points@2",
  version: "1",
  name: "µ",
  parameters: ["size"],
};
const record = (id: number): SweepRecord => ({
  id: String(id),
  version: "1",
  status: "ok",
  parameters: { size: "1 µB" },
  measures: { total_ns: id },
  warnings: [],
});

describe("the results file of a sweep", () => {
  it("cut off anywhere, gives the whole lines before, and can be gone on with", () => {
    const file = join(folder, "cut.jsonl");
    const writer = new SweepWriter(file, readSweepFile(file), header);
    writer.add([record(0), record(1)]);
    writer.add([record(2)]);
    writer.close();
    const whole = readFileSync(file);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
        writeFileSync(file, whole.subarray(0, length));
        const before = readSweepFile(file);
        const again = new SweepWriter(file, before, header);
        again.add([0, 1, 2].map(record).filter(({ id }) => !before.records.has(id)));
        again.close();
        expect(readFileSync(file)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it("takes the last record of a point, and a header once more where it changed", () => {
    const file = join(folder, "twice.jsonl");
    for (const name of ["first", "second", "second"]) {
      const writer = new SweepWriter(file, readSweepFile(file), { ...header, name });
      writer.add([{ ...record(1), version: name }]);
      writer.close();
    }
    const read = readSweepFile(file);
    expect(read.header?.name).toBe("second");
    expect(read.records.get("1")?.version).toBe("second");
    expect(readFileSync(file, "utf8").match(/sweep-points@2/g)).toHaveLength(2);
  });

  it("is empty where there is none, and refused where it is something else", () => {
    expect(readSweepFile(join(folder, "none.jsonl")).records.size).toBe(0);
    const file = join(folder, "other.jsonl");
    appendFileSync(
      file,
      '{"id":"1","status":"ok","parameters":{},"version":"0","measures":{},"warnings":[]}\n\n{"other":1}\n',
    );
    expect(() => readSweepFile(file)).toThrow(`${file}:3: not a line of a sweep's results`);
  });
});
