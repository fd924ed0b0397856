import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Astra1Record, checkRecord } from "../../../tools/fidelity/astra1.js";

const records = readFileSync(new URL("../fixtures/astra1.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Astra1Record);
const completed = records.filter(({ result }) => result.status === "ok");
const others = records.filter(({ result }) => result.status !== "ok");

function groupOf({ id }: Astra1Record): string {
  return id.slice(0, id.indexOf("/"));
}

describe("recorded runs of ASTRA-sim 1.0", () => {
  it("are many", () => {
    expect(completed.length).toBeGreaterThanOrEqual(200);
  });

  // One test per group keeps the list readable; a failure names the records and figures that differ.
  const groups = [...new Set(completed.map(groupOf))];
  it.each(groups)("%s: every figure is equal", async (group) => {
    for (const record of completed.filter((each) => groupOf(each) === group)) {
      const { outcome, differences } = await checkRecord(record);
      expect({ id: record.id, outcome, differences }).toEqual({
        id: record.id,
        outcome: "exact",
        differences: [],
      });
    }
  });

  it.each(others.map((record) => [record.id, record] as const))(
    "%s did not complete there, and does or is refused here",
    async (_, record) => {
      const { outcome, code, finish, differences } = await checkRecord(record);
      expect(differences).toEqual([]);
      if (record.ours === undefined) expect(outcome).toBe("exact");
      else expect({ outcome, code, finish }).toMatchObject(record.ours);
    },
  );
});
