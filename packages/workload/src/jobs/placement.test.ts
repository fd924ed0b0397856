import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeJobs, placementRules } from "./placement.js";

describe("placeJobs", () => {
  it("gives rows, lattices and lists", () => {
    expect(placeJobs(8, [{ npus: 2 }, { npus: 3 }])).toEqual([
      [0, 1],
      [2, 3, 4],
    ]);
    expect(
      placeJobs(8, [
        { npus: 4, placement: "scattered" },
        { npus: 4, placement: "scattered" },
      ]),
    ).toEqual([
      [0, 2, 4, 6],
      [1, 3, 5, 7],
    ]);
    // Lists come first, whatever their place; their order is the job's.
    expect(placeJobs(6, [{ npus: 3 }, { placement: [4, 1] }, { npus: 1 }].slice(1))).toEqual([[4, 1], [0]]);
    expect(placeJobs(8, [{ npus: 3 }, { placement: [1, 0] }])).toEqual([
      [2, 3, 4],
      [1, 0],
    ]);
  });

  it("draws by the seed", () => {
    const draw = (seed: number) => placeJobs(64, [{ npus: 16, placement: "random", seed }])[0];
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("never gives an NPU twice, and as many as are asked for", () => {
    const request = fc.record({
      npus: fc.integer({ min: 1, max: 12 }),
      placement: fc.constantFrom(...placementRules),
    });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 5 }), (requests) => {
        // Rows come first, so that there is room for all.
        const ordered = [...requests].sort((a, b) => (a.placement < b.placement ? -1 : 1));
        const places = placeJobs(60, ordered);
        expect(places.map(({ length }) => length)).toEqual(ordered.map(({ npus }) => npus));
        const all = places.flat();
        expect(new Set(all).size).toBe(all.length);
        expect(all.every((rank) => rank >= 0 && rank < 60)).toBe(true);
      }),
    );
  });

  it.each([
    [
      [{ npus: 9 }],
      "jobs.0.npus: the job finds no room: found 9, expected 8 at most, as that many NPUs have no other job",
    ],
    [
      [{ placement: [2] }, { npus: 6 }],
      "jobs.1.npus: the job finds no room: found 6, expected 5 at most, as that many free NPUs are in a row",
    ],
    [
      [{ placement: [8] }],
      "jobs.0.placement.0: the machine has no such NPU: found 8, expected NPUs from 0 to 7",
    ],
    [
      [{ placement: [1, 1] }],
      "jobs.0.placement.1: the NPU is listed twice: found 1, expected an NPU that no job has",
    ],
    [
      [{ placement: [1] }, { placement: [0, 1] }],
      "jobs.1.placement.1: the job 0 has this NPU: found 1, expected an NPU that no job has",
    ],
    [
      [{ npus: 3, placement: [1] }],
      "jobs.0.placement: the list has another number of NPUs than the job: found 1, expected 3 NPUs",
    ],
    [
      [{}],
      "jobs.0.npus: the number of the job's NPUs is missing: expected a whole number, or a list of NPUs as its placement",
    ],
  ])("refuses %j", (requests, message) => {
    expect(() => placeJobs(8, requests)).toThrow(message);
  });
});
