import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkRecord, type GraphRecord } from "../../../tools/fidelity/astra2-graphs.js";

const file = fileURLToPath(new URL("../fixtures/astra2-graphs/records.jsonl.gz", import.meta.url));
const records = gunzipSync(readFileSync(file))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as GraphRecord & { group: string });
const completed = records.filter(({ ours }) => ours === undefined);
const others = records.filter(({ ours }) => ours !== undefined);

describe("recorded graphs of ASTRA-sim 2.x", () => {
  it("are many", () => {
    expect(completed.length).toBeGreaterThanOrEqual(300);
  });

  const groups = [...new Set(completed.map(({ group }) => group))];
  it.each(groups)("%s: every node starts and ends in the same nanosecond", async (group) => {
    for (const record of completed.filter((each) => each.group === group)) {
      const { outcome, differences, below } = await checkRecord(record, file);
      expect({ id: record.id, outcome, differences }).toEqual({
        id: record.id,
        outcome: "exact",
        differences: [],
      });
      if (record.backend === "congestion_aware")
        expect({ id: record.id, below }).toEqual({ id: record.id, below: false });
    }
  });

  it("that did not complete there do here, or are refused with a reason", async () => {
    for (const record of others) {
      const { outcome, code, finish } = await checkRecord(record, file);
      expect({ id: record.id, outcome, code, finish }).toMatchObject({ id: record.id, ...record.ours });
    }
  });
});
