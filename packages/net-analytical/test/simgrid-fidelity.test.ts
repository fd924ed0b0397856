import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkRecord, idOf, type SimGridRecord } from "../../../tools/fidelity/simgrid.js";

const records = readFileSync(new URL("../fixtures/simgrid.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as SimGridRecord);

describe("recorded runs of SimGrid", () => {
  const outcomes = records.map((record) => ({ id: idOf(record), record, ...checkRecord(record) }));

  it("equal ours, to a billionth: every time of every flow where the record has them", () => {
    expect(outcomes.filter(({ outcome }) => outcome === "different")).toEqual([]);
  });

  it("are compared, all but those that time an MPI library", () => {
    const compared = outcomes.filter(({ outcome }) => outcome === "exact");
    const others = outcomes.filter(({ outcome }) => outcome === "outside");
    expect(compared.length).toBe(253);
    expect(compared.filter(({ record }) => record.flows !== undefined).length).toBe(25);
    expect(new Set(others.map(({ record }) => record.api))).toEqual(new Set(["smpi"]));
  });
});
