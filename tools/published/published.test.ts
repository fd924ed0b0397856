import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { errorsBy, setOf } from "./groups.ts";
import { plot } from "./plot.ts";
import { predictAll } from "./predict.ts";
import type { PublishedRow } from "./row.ts";
import { experimentOf } from "./rule.ts";
import { allRows, tables } from "./table.ts";

const example = new URL("../../examples/published/", import.meta.url);
const rows = gunzipSync(readFileSync(new URL("rows.jsonl.gz", example)))
  .toString()
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as PublishedRow);
const predictions = predictAll(rows);

describe("published training steps", () => {
  it("are all predicted, or left out with a reason", () => {
    expect(predictions.compared.length + predictions.left.length).toBe(rows.length);
    expect(predictions.compared.length).toBeGreaterThan(1000);
    for (const { predicted, published, row } of predictions.compared) {
      expect(predicted, row.id).toBeGreaterThan(0);
      expect(published, row.id).toBeGreaterThan(0);
    }
  });

  it("stand in the tables and the plot as `npm run published` writes them", () => {
    const written = (name: string) => readFileSync(new URL(name, example), "utf8");
    expect(written("table.md")).toBe(`${tables(predictions)}\n`);
    expect(written("rows.csv")).toBe(allRows(predictions.compared));
    expect(written("published.svg")).toBe(plot(predictions.compared));
    expect(written("../../docs/validation.md")).toContain(tables(predictions).split("\n\n")[0]);
  });

  const errors = new Map(errorsBy(predictions.compared, setOf).map((one) => [one.name, one]));
  it.each([
    ["Megatron-LM 2021, table 1", 0.08],
    ["Korthikanti 2022, table 5", 0.06],
    ["vTrain, several nodes", 0.1],
    ["vTrain, one node", 0.2],
    ["llm-foundry, a100", 0.12],
    ["torchtitan", 0.12],
    ["MegaScale", 0.1],
    ["MLPerf Llama 3.1 405B", 0.06],
  ])("%s: mean error at most %d", (name, most) => {
    expect(errors.get(name)!.mean).toBeLessThanOrEqual(most);
  });

  it("take no figure from what was measured", () => {
    for (const row of rows.slice(0, 200)) {
      expect(experimentOf({ ...row, result: { step_s: 1 } })).toEqual(experimentOf(row));
    }
  });
});
