import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Astra2Record, checkRecord } from "../../../tools/fidelity/astra2.js";

const records = readFileSync(new URL("../fixtures/astra2.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Astra2Record);
const completed = records.filter(({ status }) => status === "ok");
const others = records.filter(({ status }) => status !== "ok");

function groupOf({ id }: Astra2Record): string {
  return id.slice(0, id.indexOf("/"));
}

describe("recorded runs of ASTRA-sim 2.x, congestion-unaware and congestion-aware", () => {
  it("are many", () => {
    expect(completed.length).toBeGreaterThanOrEqual(1000);
  });

  const groups = [...new Set(completed.map(groupOf))];
  it.each(groups)("%s: every NPU finishes in the same nanosecond", async (group) => {
    for (const record of completed.filter((each) => groupOf(each) === group)) {
      const { outcome, differences, below } = await checkRecord(record);
      expect({ id: record.id, outcome, differences }).toEqual({
        id: record.id,
        outcome: "exact",
        differences: [],
      });
      // Queues leave no way to beat physics; the formula alone does, where messages share links.
      if (record.backend === "congestion_aware")
        expect({ id: record.id, below }).toEqual({ id: record.id, below: false });
    }
  });

  it("runs that did not complete there do here, or are refused with a reason", async () => {
    for (const record of others) {
      const { outcome, code, finish } = await checkRecord(record);
      expect({ id: record.id, outcome, code, finish }).toMatchObject({ id: record.id, ...record.ours });
    }
  });
});
