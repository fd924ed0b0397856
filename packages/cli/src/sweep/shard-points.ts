import type { Registry } from "@astra-ts/core";
import { ReusedParts } from "../experiment/reused-parts.js";
import { deal } from "./deal.js";
import { pointEstimate } from "./point-cost.js";
import type { SweepPoint } from "./points.js";
import type { SweepBase } from "./run-point.js";
import type { Shard } from "./shard.js";

/** The points of one shard, the longest first. All shards of a sweep take about equal time, and each point is in one of them. */
export function pointsOfShard(
  base: SweepBase,
  points: readonly SweepPoint[],
  { index, count }: Shard,
  registry: Registry,
): SweepPoint[] {
  const reuse = new ReusedParts();
  const costs = points.map((point) => pointEstimate(base, point, registry, reuse).seconds);
  return deal(costs, count)[index]!.map((place) => ({ ...points[place]!, cost: costs[place]! }));
}

/** Seconds that points take on one core, by an estimate. */
export function secondsOf(points: readonly SweepPoint[]): number {
  return points.reduce((sum, { cost = 0 }) => sum + cost, 0);
}
