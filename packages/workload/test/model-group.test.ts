import { logicalDimensionsOf } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { placeModelGroup } from "../src/layers/model-group.js";
import { rings } from "./fake-run.js";

function place(
  npus: number[],
  group: number,
): { sizes: number[]; strides: number[]; inside: number; warnings: string[] } {
  const warnings: string[] = [];
  const { dimensions, modelDimensions } = placeModelGroup(
    logicalDimensionsOf(rings(...npus)),
    group,
    (message) => warnings.push(message),
  );
  return {
    sizes: dimensions.map((dimension) => dimension.npus),
    strides: dimensions.map((dimension) => dimension.stride),
    inside: modelDimensions,
    warnings,
  };
}

describe("placement of model-parallel groups", () => {
  it("ends at a dimension's end where it can", () => {
    expect(place([4, 4, 4], 16)).toEqual({ sizes: [4, 4, 4], strides: [1, 4, 16], inside: 2, warnings: [] });
    expect(place([4, 4, 4], 64).inside).toBe(3);
  });

  it("splits a dimension where it must", () => {
    expect(place([4, 4, 4], 8)).toEqual({
      sizes: [4, 2, 2, 4],
      strides: [1, 4, 8, 16],
      inside: 2,
      warnings: [],
    });
    expect(place([8], 2)).toEqual({ sizes: [2, 4], strides: [1, 2], inside: 1, warnings: [] });
  });

  it("warns where the group cannot be had, and goes on as ASTRA-sim does", () => {
    expect(place([4, 4, 4], 6)).toMatchObject({ sizes: [4, 1, 4, 4], inside: 2 });
    expect(place([4, 4, 4], 6).warnings[0]).toContain("groups of 4 are used");
    expect(place([4, 4, 4], 128)).toMatchObject({ sizes: [4, 4, 4], inside: 0 });
    expect(place([4, 4, 4], 128).warnings[0]).toContain("larger than the machine of 64 NPUs");
  });

  it("refuses a group that leaves a remainder", () => {
    expect(() => place([4, 4, 4], 12)).toThrow(/does not divide dimension 1 of 4 NPUs: found 12/);
  });
});
