import { describe, expect, it } from "vitest";
import { collectiveRate } from "./collective-rate.js";

describe("collectiveRate", () => {
  it.each([
    ["all-reduce", 1000, 1000, 1.75],
    ["all-gather", 125, 1000, 0.875],
    ["reduce-scatter", 1000, 1000, 0.875],
    ["all-to-all", 1000, 1000, 0.875],
  ] as const)("of an %s is what nccl-tests prints", (collective, bytes, size, bus) => {
    expect(collectiveRate({ collective, bytes }, { time: 1000, npus: 8 })).toEqual({
      collective,
      bytes: size,
      algorithmBandwidth: 1,
      busBandwidth: bus,
    });
  });

  it("is nothing where no time passed", () => {
    expect(collectiveRate({ collective: "all-reduce", bytes: 0 }, { time: 0, npus: 1 })).toBeUndefined();
  });
});
