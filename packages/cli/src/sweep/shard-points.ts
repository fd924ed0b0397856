import type { Registry } from "@astra-ts/core";
import { deal } from "./deal.js";
import { pointCost } from "./point-cost.js";
import type { SweepPoint } from "./points.js";
import type { SweepBase } from "./run-point.js";
import type { Shard } from "./shard.js";

/** The points with what they cost, by an estimate. */
export function pricedPoints(
  base: SweepBase,
  points: readonly SweepPoint[],
  registry: Registry,
): SweepPoint[] {
  return points.map((point) => ({ ...point, cost: pointCost(base, point, registry) }));
}

/** The points of one shard, the longest first. All shards of a sweep take about equal time, and each point is in one of them. */
export function pointsOfShard(
  base: SweepBase,
  points: readonly SweepPoint[],
  { index, count }: Shard,
  registry: Registry,
): SweepPoint[] {
  const priced = pricedPoints(base, points, registry);
  const costs = priced.map(({ cost = 0 }) => cost);
  return deal(costs, count)[index]!.map((point) => priced[point]!);
}

/** Seconds that points take on one core, by an estimate. */
export function secondsOf(points: readonly SweepPoint[]): number {
  return points.reduce((sum, { cost = 0 }) => sum + cost, 0);
}
