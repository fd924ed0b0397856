import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deal } from "./deal.js";

const costs = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { maxLength: 60 });
const shards = fc.integer({ min: 1, max: 9 });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("dealing work into shards", () => {
  it("gives each piece to one shard, the largest first", () => {
    fc.assert(
      fc.property(costs, shards, (own, count) => {
        const hands = deal(own, count);
        expect(hands).toHaveLength(count);
        expect(hands.flat().sort((a, b) => a - b)).toEqual(own.map((_, index) => index));
        for (const hand of hands) {
          const values = hand.map((piece) => own[piece]!);
          expect(values).toEqual([...values].sort((a, b) => b - a));
        }
      }),
    );
  });

  it("leaves no shard that could hand on a piece to make the longest shorter", () => {
    fc.assert(
      fc.property(costs, shards, (own, count) => {
        const loads = deal(own, count).map((hand) => sum(hand.map((piece) => own[piece]!)));
        const [most, least] = [Math.max(...loads), Math.min(...loads)];
        // What came last to the longest shard came to it when it had least.
        expect(most - least).toBeLessThanOrEqual(Math.max(0, ...own) + 1e-6);
        const ideal = Math.max(sum(own) / count, ...own, 0);
        expect(most).toBeLessThanOrEqual(2 * ideal + 1e-6);
      }),
    );
  });

  it("one large piece and four small ones are two hands", () => {
    expect(deal([1, 1, 4, 1, 1], 2)).toEqual([[2], [0, 1, 3, 4]]);
  });

  it("equal pieces go round", () => {
    expect(deal([1, 1, 1, 1, 1], 3)).toEqual([[0, 3], [1, 4], [2]]);
  });
});
