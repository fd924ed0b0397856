import { describe, expect, it } from "vitest";
import { chosenLanes } from "../page/timeline/lane-choice.js";
import type { Lane } from "../src/timeline/build-timeline.js";

const lanes: Lane[] = [
  { label: "Dimension 0", group: "dimension", track: 0 },
  ...[0, 3, 12].map((rank) => ({ label: `NPU ${rank}`, group: "npu" as const, track: 1, rank })),
];
const labels = (text: string) => chosenLanes(lanes, text)?.map(({ label }) => label);

describe("the lanes of chosen NPUs", () => {
  it("are those of a list of ranks and ranges, with the dimensions", () => {
    expect(labels("")).toHaveLength(4);
    expect(labels("3")).toEqual(["Dimension 0", "NPU 3"]);
    expect(labels(" 0-3, 12 ")).toHaveLength(4);
    expect(labels("1 - 11")).toEqual(["Dimension 0", "NPU 3"]);
  });

  it("are not told by anything else, nor by NPUs that are not recorded", () => {
    for (const text of ["a", "3,", "-3", "1-2", "99"]) expect(labels(text)).toBeUndefined();
  });
});
