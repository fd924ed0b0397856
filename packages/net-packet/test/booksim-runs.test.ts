import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type BookSimRecord, checkRecord, idOf } from "../../../tools/fidelity/booksim.js";

const file = new URL("../fixtures/booksim2.jsonl.gz", import.meta.url);
const records = gunzipSync(readFileSync(file))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as BookSimRecord);

describe("BookSim2's recorded runs, draw for draw", () => {
  it.each(records.map((record) => [idOf(record), record] as const))("%s", (_, record) => {
    expect(checkRecord(record)).toMatchObject({ outcome: "exact", differences: [] });
  });
});
