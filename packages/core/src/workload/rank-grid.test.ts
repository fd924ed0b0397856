import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphAddresses } from "./rank-grid.js";
import type { GraphWorkload } from "./workload.js";

const grid = [
  { name: "tensor", size: 2 },
  { name: "data", size: 3 },
  { name: "pipeline", size: 4 },
];
const workload: GraphWorkload = { kind: "graph", ranks: new Array(24).fill([]), grid };

describe("addresses of a graph", () => {
  const addresses = graphAddresses(workload);

  it("numbers ranks along the axes, first axis fastest", () => {
    expect(addresses.group(9, { axes: ["tensor"] })).toEqual([8, 9]);
    expect(addresses.group(9, { axes: ["data"] })).toEqual([7, 9, 11]);
    expect(addresses.group(9, { axes: ["tensor", "data"] })).toEqual([6, 7, 8, 9, 10, 11]);
    expect(addresses.group(9, { axes: ["pipeline"], positions: [0, 3] })).toEqual([3, 21]);
    expect(addresses.peer(9, { axis: "pipeline", shift: 1 })).toBe(15);
    expect(addresses.peer(9, 2)).toBe(2);
    expect(addresses.group(9, [1, 2])).toEqual([1, 2]);
    expect(addresses.group(9, undefined)).toBeUndefined();
  });

  it("gives all members of a group the same array, which they partition", () => {
    const axes = fc.subarray(["tensor", "data", "pipeline"], { minLength: 1 });
    fc.assert(
      fc.property(axes, fc.nat(23), (names, rank) => {
        const group = addresses.group(rank, { axes: names })!;
        expect(group).toContain(rank);
        expect([...group].sort((a, b) => a - b)).toEqual(group);
        for (const member of group) expect(addresses.group(member, { axes: names })).toBe(group);
      }),
    );
  });

  it("refuses ranks, axes and positions that do not exist, and a grid that does not fit", () => {
    expect(() => addresses.peer(21, { axis: "pipeline", shift: 1 })).toThrow("no rank 1 places along axis");
    expect(() => addresses.peer(0, 24)).toThrow("expected a rank from 0 to 23");
    expect(() => addresses.group(0, { axes: ["tensors"] })).toThrow(
      'found "tensors", expected one of tensor',
    );
    expect(() => addresses.group(0, { axes: ["data"], positions: [3] })).toThrow("positions below 3");
    expect(() => graphAddresses({ ...workload, ranks: [[]] })).toThrow("tensor 2 x data 3 x pipeline 4");
  });
});
