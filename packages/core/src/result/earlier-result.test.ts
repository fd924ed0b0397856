import { describe, expect, it } from "vitest";
import { convertedResult } from "./earlier-result.js";

const earlier = (npuFinish: readonly number[]) => ({
  schema: "astra-ts/result@1",
  time: { total: 10, compute: 4, exposedCommunication: 6 },
  npuFinish,
  bound: { total: 5 },
  timeline: { spans: [], recordedRanks: 2, droppedSpans: 0 },
  warnings: [],
});

describe("a result of the schema before", () => {
  it("is converted where NPU 0 is among the last", () => {
    expect(convertedResult(earlier([10, 10]))).toMatchObject({
      schema: "astra-ts/result@2",
      time: { total: 10, npu: 0, compute: 4 },
      seenFrom: 0,
      timeline: { ranks: [0, 1], mergedSpans: 0 },
      warnings: [expect.stringContaining("the bound is left out")],
    });
    expect(convertedResult(earlier([10, 10]))).not.toHaveProperty("bound");
  });

  it("is refused in one sentence where another NPU was later", () => {
    expect(() => convertedResult(earlier([10, 12]))).toThrow(
      /told the time of NPU 0 \(10 ns\) although NPU 1 finished last, after 12 ns/,
    );
  });

  it("any other value is left as it is", () => {
    for (const value of [undefined, 5, [], { schema: "astra-ts/result@2" }])
      expect(convertedResult(value)).toBe(value);
  });
});
