import { describe, expect, it } from "vitest";
import { fakeResult } from "../../test/fake-result.js";
import { partKeys, timeParts } from "./attribution.js";
import { comparisonTable, layerAgreementTable } from "./comparison.js";

const runs = [
  { label: "analytical", result: fakeResult() },
  { label: "packet", result: fakeResult({ network: "packet", slowness: 1.5 }) },
];

describe("comparison", () => {
  it("splits a run's time in parts that add up to it", () => {
    for (const { result } of runs) {
      const parts = timeParts(result);
      const sum = partKeys.reduce((total, key) => total + (parts[key] ?? 0), 0);
      expect(sum).toBeCloseTo(result.time.total, 6);
    }
  });

  it("splits a run of one rank for all like a run of all", () => {
    const all = runs[1].result;
    const counters = { endpointTime: 8000 };
    const whole = { ...all, systemReport: { ...all.systemReport, counters } };
    const one = {
      ...all,
      simulation: { ...all.simulation, ranks: 1 },
      systemReport: { ...all.systemReport, counters: { endpointTime: 8000 / all.npus } },
    };
    expect(timeParts(one)).toEqual(timeParts(whole));
  });

  it("has a row per run and a ratio per layer", () => {
    expect(comparisonTable(runs).rows.map((row) => row[3])).toEqual([
      0,
      runs[1].result.time.total / runs[0].result.time.total - 1,
    ]);
    const { columns, rows } = layerAgreementTable(runs);
    const ratio = columns.findIndex(({ key }) => key === "communication_ratio");
    expect(rows.map((row) => row[ratio])).toEqual([1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5]);
  });
});
