import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs, root } from "./astra-ts.js";

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-compute-"));
  file = join(folder, "measured.jsonl");
  writeFileSync(
    file,
    gunzipSync(readFileSync(join(root, "packages/workload-gen/fixtures/gpu-h100.jsonl.gz"))),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

type Predictions = readonly { readonly id: string; readonly predicted: Readonly<Record<string, number>> }[];

describe("astra-ts compute", () => {
  it.each(["h100", "gh200", "h200", "a100"])("predicts every row for %s", (accelerator) => {
    const { status, stdout, stderr } = astraTs("compute", file, "--accelerator", accelerator, "--json");
    expect(status, stderr).toBe(0);
    const rows = JSON.parse(stdout) as Predictions;
    const measured = readFileSync(file, "utf8").trim().split("\n");
    expect(rows).toHaveLength(measured.length - 2);
    for (const [index, { id, predicted }] of rows.entries()) {
      const row = JSON.parse(measured[index + 1]!) as Record<string, unknown>;
      expect(id).toBe(row.id);
      const times = Object.keys(row).filter((key) => key.endsWith("us") && key !== "min_us");
      expect(Object.keys(predicted)).toEqual(times);
      expect(Object.values(predicted).every((time) => time > 0)).toBe(true);
    }
  });

  it("shows errors by kind of row", () => {
    const { stdout } = astraTs("compute", file);
    expect(stdout).toMatch(/gemm, bf16\s+398\s+[0-5]\.\d %/);
    expect(stdout).toMatch(/training step\s+13/);
  });

  it("names a GPU that nobody knows, and the line of a row that is wrong", () => {
    expect(astraTs("compute", file, "--accelerator", "h1000").stderr).toMatch(/Did you mean "h100"/);
    const wrong = join(folder, "wrong.jsonl");
    writeFileSync(wrong, '{"op": "gemm", "dtype": "bf16", "m": 0, "n": 1, "k": 1}\n');
    expect(astraTs("compute", wrong).stderr).toMatch(/wrong\.jsonl:1/);
  });
});
