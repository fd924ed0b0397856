import { describe, expect, it } from "vitest";
import { HashSet } from "./hash-set.js";

function order(ids: readonly (number | bigint)[]): (number | bigint)[] {
  const set = new HashSet<number | bigint>();
  for (const id of ids) set.add(id, id);
  return [...set.values()];
}

// What g++ 12.2 prints for a std::unordered_set<uint64_t> into which these were inserted one by one.
describe("a set in the order of GNU's C++ library", () => {
  it("has the bucket that was filled last in front", () => {
    expect(order([0, 1, 2, 3])).toEqual([3, 2, 1, 0]);
  });

  it("keeps ids of one bucket together, the latest first", () => {
    expect(order([1, 2, 14])).toEqual([2, 14, 1]);
  });

  it("puts all in anew when it grows", () => {
    const ids = Array.from({ length: 14 }, (_, index) => index);
    expect(order(ids)).toEqual([13, ...ids.slice(0, 13)]);
  });

  it("takes ids beyond 2^53 exactly", () => {
    const large = 2n ** 60n;
    expect(order([large, large + 1n, large + 13n])).toEqual([large + 1n, large + 13n, large]);
  });

  it("stays as large as it has grown when it is emptied", () => {
    const set = new HashSet<number>();
    for (let id = 0; id < 14; id++) set.add(id, id);
    set.takeAll();
    expect(set.size).toBe(0);
    // 14 would share the bucket of 1 among 13; among 29 it has its own.
    for (const id of [1, 2, 14]) set.add(id, id);
    expect(set.takeAll()).toEqual([14, 2, 1]);
  });
});
