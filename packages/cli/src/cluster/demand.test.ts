import { describe, expect, it } from "vitest";
import { demandOf, usualShards } from "./demand.js";

const points = (count: number, seconds: number, memory = 0) =>
  Array.from({ length: count }, () => ({ seconds, memory }));

describe("what a shard asks for", () => {
  it("is three times the estimate of the longest shard, in whole minutes, ten at least", () => {
    expect(demandOf(points(100, 1), 4, 1).seconds).toBe(600);
    expect(demandOf(points(4001, 1), 4, 1).seconds).toBe(3060);
    expect(demandOf(points(4000, 1), 4, 2).seconds).toBe(1500);
  });

  it("is memory for the process, its threads, the list of points and the largest of them", () => {
    const gibibyte = 2 ** 30;
    expect(demandOf(points(1, 1), 1, 1).memory).toBe(gibibyte);
    expect(demandOf(points(10, 1, gibibyte), 1, 2).memory).toBe(7.25 * gibibyte);
    expect(demandOf(points(1_000_000, 1), 10, 1).memory).toBe(2.75 * gibibyte);
  });

  it("shards take some ten minutes each, and have a point each at least", () => {
    expect(usualShards(points(10, 1), 1)).toBe(1);
    expect(usualShards(points(6000, 1), 1)).toBe(10);
    expect(usualShards(points(6000, 1), 4)).toBe(3);
    expect(usualShards(points(3, 10_000), 1)).toBe(3);
    expect(usualShards(points(1_000_000, 1), 1)).toBe(256);
  });
});
