import { describe, expect, it } from "vitest";
import { observedRanks } from "./observed-ranks.js";

const machine = { npus: 100, simulated: 100 };

describe("the ranks that are observed", () => {
  it("are all of a small machine, and 16 evenly over a large one", () => {
    expect(observedRanks({ npus: 4, simulated: 4 })).toEqual([0, 1, 2, 3]);
    const even = observedRanks(machine);
    expect(even).toHaveLength(16);
    expect([even[0], even[1], even[15]]).toEqual([0, 7, 99]);
  });

  it("have one of each kind first", () => {
    const stages = { ...machine, representatives: [0, 25, 50, 75] };
    expect(observedRanks(stages, 4)).toEqual([0, 25, 50, 75]);
    expect(observedRanks(stages, 6)).toEqual([0, 20, 25, 40, 50, 75]);
  });

  it("are those that were asked for, and rank 0", () => {
    expect(observedRanks(machine, [70, 3])).toEqual([0, 3, 70]);
    expect(observedRanks(machine, 0)).toEqual([0]);
    expect(observedRanks({ npus: 100, simulated: 1 }, [70])).toEqual([0]);
  });

  it("must be there", () => {
    expect(() => observedRanks(machine, [3, 100])).toThrow(
      "timeline.ranks.1: the machine has no such rank: found 100, expected ranks from 0 to 99",
    );
  });
});
