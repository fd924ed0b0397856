import type { PhaseSpan, Result } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeResult } from "../../test/fake-result.js";
import { criticalPath } from "./critical-path.js";
import { explain, explanationText } from "./explain.js";

function withPhases(result: Result, phases: readonly PhaseSpan[], total: number): Result {
  const time = { total, npu: 0, compute: 0, exposedCommunication: total };
  const timeline = { spans: [], ranks: [0], mergedSpans: 0 };
  return { ...result, time, timeline, systemReport: { ...result.systemReport, phases } };
}

const phase = (chunk: number, index: number, queued: number, start: number, end: number): PhaseSpan => ({
  collective: 0,
  kind: "all-reduce",
  chunk,
  phase: index,
  dimension: index,
  bytes: 1024,
  queued,
  start,
  end,
});

describe("criticalPath", () => {
  it("has no gaps, from 0 to the end of the run", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.boolean(),
        (layers, passes, slowness, phases) => {
          const result = fakeResult({ npus: 1, layers, passes, slowness, phases });
          const { steps } = criticalPath(result);
          expect(steps[0].start).toBe(0);
          expect(steps[steps.length - 1].end).toBe(result.time.total);
          for (let index = 1; index < steps.length; index++)
            expect(steps[index].start).toBe(steps[index - 1].end);
        },
      ),
    );
  });

  it("follows a chunk back through its phases", () => {
    const phases = [
      phase(0, 0, 0, 0, 10),
      phase(1, 0, 0, 10, 20),
      phase(0, 1, 10, 10, 15),
      phase(1, 1, 20, 20, 25),
    ];
    const { steps } = criticalPath(withPhases(fakeResult({ npus: 1 }), phases, 25));
    expect(steps.map(({ start, end, dimension }) => [start, end, dimension])).toEqual([
      [0, 10, 0],
      [10, 20, 0],
      [20, 25, 1],
    ]);
    expect(steps[2].name).toBe("collective 0 · chunk 1, phase 1 (all-reduce)");
  });

  it("names the collective after the layer that issued it", () => {
    const { steps } = criticalPath(fakeResult({ slowness: 3 }));
    expect(steps.at(-1)?.name).toContain("layer0 weight-gradient all-reduce · chunk 0");
  });
});

describe("explain", () => {
  it("tells a run bound by communication from one bound by computing", () => {
    expect(explain(fakeResult({ slowness: 4 })).headline).toMatch(
      /bound by dimension 0 \(ring of 8\): 7\d\.\d % of the time/,
    );
    expect(explain(fakeResult({ slowness: 0.1, layers: 12 })).headline).toContain("bound by computing");
  });

  it("suggests what saves most first, and never more than the run", () => {
    const result = fakeResult({ slowness: 3, network: "packet" });
    const savings = explain(result).suggestions.map(({ saving }) => saving);
    expect(savings.length).toBeGreaterThan(1);
    expect([...savings].sort((a, b) => b - a)).toEqual(savings);
    expect(savings[0]).toBeLessThan(result.time.total);
  });

  it("says what it does not know", () => {
    const { networkReport, ...result } = fakeResult({ phases: false });
    const { attribution: _, ...rest } = networkReport;
    const text = explanationText(explain({ ...result, networkReport: rest }));
    expect(text).toContain("lists no phases of chunks");
    expect(text).toContain("does not split message time");
  });

  it("copes with a run of nothing", () => {
    const empty = fakeResult({ npus: 1, layers: 0 });
    expect(explain(empty).headline).toContain("0 ns in all");
  });
});

describe("buffers that are too small", () => {
  it("are told apart from queueing, with the rate that they allow", () => {
    const { networkReport, ...result } = fakeResult({
      npus: 2,
      layers: 1,
      passes: 1,
      slowness: 1,
      phases: true,
    });
    const attribution = { propagation: 1, serialization: 1, queueing: 8 };
    const bufferLimit = { from: "npu 0", to: "switch 0", bandwidth: 50, allowed: 4, links: 4 };
    const told = (report: object) =>
      explanationText(explain({ ...result, networkReport: { ...networkReport, attribution, ...report } }));
    expect(told({ bufferLimit })).toContain(
      "Buffers are too small for the round trip: they let one flow from npu 0 to switch 0 have 4 GB/s of 50 GB/s.",
    );
    expect(told({ bufferLimit })).toContain("larger buffers (buffersPerVc, vcsPerVnet)");
    expect(told({})).not.toContain("uffers");
  });
});
