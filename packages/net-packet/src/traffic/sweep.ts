import type { TrafficOptions } from "./options.js";
import type { TrafficResult } from "./result.js";
import { syntheticTraffic } from "./synthetic.js";

/** Mean latency, as a multiple of that at the lowest load, from which a network counts as saturated. */
const saturatedMultiple = 3;

/** Injection rates to try on one network. */
export interface LoadSweep {
  /** By injection rate, ascending. */
  readonly points: readonly TrafficResult[];
  /**
   * Injection rate, packets per node and cycle, at which mean latency reaches three times that of the lowest load (between two points: on the straight line
   * between them), or at which the network no longer accepts what is offered; null: not within the range.
   */
  readonly saturationRate: number | null;
  /** Most flits per node and cycle that any point accepted. */
  readonly saturationThroughput: number;
}

export interface SweepOptions extends TrafficOptions {
  /** Injection rates; absent: from `step` on in steps of it until the network is saturated. */
  readonly rates?: readonly number[];
  /** Default 0.02. */
  readonly step?: number;
  /** Points beyond saturation. Default 2. */
  readonly pointsBeyond?: number;
}

/** The latency-load curve of a network. `progress` is told after every point. */
export function sweepLoad(options: SweepOptions, progress?: (point: TrafficResult) => void): LoadSweep {
  const { rates, step = 0.02, pointsBeyond = 2, ...traffic } = options;
  const points: TrafficResult[] = [];
  let beyond = 0;
  const visit = (injectionRate: number): void => {
    const point = syntheticTraffic({ ...traffic, injectionRate });
    points.push(point);
    progress?.(point);
    if (isSaturated(point, points[0]!)) beyond++;
  };
  if (rates !== undefined) for (const rate of [...rates].sort((a, b) => a - b)) visit(rate);
  else
    for (let index = 1; index * step <= 1 && beyond <= pointsBeyond; index++) visit(roundRate(index * step));
  return {
    points,
    saturationRate: saturation(points),
    saturationThroughput: points.reduce((most, { acceptedFlits }) => Math.max(most, acceptedFlits), 0),
  };
}

function isSaturated(point: TrafficResult, lowest: TrafficResult): boolean {
  return !point.drained || point.averagePacketLatency >= saturatedMultiple * lowest.averagePacketLatency;
}

function saturation(points: readonly TrafficResult[]): number | null {
  const [lowest] = points;
  if (lowest === undefined) return null;
  const index = points.findIndex((point) => isSaturated(point, lowest));
  if (index < 0) return null;
  const point = points[index]!;
  const before = points[index - 1];
  if (before === undefined) return point.injectionRate;
  const threshold = saturatedMultiple * lowest.averagePacketLatency;
  const rise = point.averagePacketLatency - before.averagePacketLatency;
  const share = rise <= 0 ? 1 : Math.min(1, (threshold - before.averagePacketLatency) / rise);
  return before.injectionRate + share * (point.injectionRate - before.injectionRate);
}

/** Rates such as 0.06000000000000001 would look odd in a report. */
function roundRate(rate: number): number {
  return Math.round(rate * 1e9) / 1e9;
}
