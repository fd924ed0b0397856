import { describe, expect, it } from "vitest";
import { networkOf, Rig } from "./support/rig.js";

describe("the phases in the report", () => {
  it("lists every phase of rank 0's chunks, each after the one before", () => {
    const rig = new Rig(networkOf("Ring", 4, 4), { preferredDatasetSplits: 3 });
    rig.issue({ kind: "all-reduce", bytes: 1 << 20 });
    rig.issue({ kind: "all-gather", bytes: 1 << 16 });
    rig.run();
    const { phases = [], droppedPhases, dimensions } = rig.system.report(0);
    expect(droppedPhases).toBe(0);
    expect(new Set(phases.map(({ collective }) => collective))).toEqual(new Set([0, 1]));
    for (const collective of [0, 1])
      for (const chunk of [0, 1, 2]) {
        const own = phases.filter((phase) => phase.collective === collective && phase.chunk === chunk);
        expect(own.map(({ phase }) => phase)).toEqual(own.map((_, index) => index));
        own.forEach(({ queued, start, end, dimension }, index) => {
          expect(queued).toBe(index === 0 ? 0 : own[index - 1]!.end);
          expect(start).toBeGreaterThanOrEqual(queued);
          expect(end).toBeGreaterThan(start);
          expect(dimensions[dimension]).toBeDefined();
        });
      }
  });

  it("stops at 10,000 phases and counts the others", () => {
    const rig = new Rig(networkOf("Ring", 2), { preferredDatasetSplits: 10_300 });
    rig.issue({ kind: "all-gather", bytes: 10_300 });
    rig.run();
    const { phases, droppedPhases, counters } = rig.system.report(0);
    expect(phases).toHaveLength(10_000);
    expect(10_000 + (droppedPhases ?? 0)).toBe(counters.phases! / 2);
  });
});
