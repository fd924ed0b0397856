import type { TrafficOptions } from "./options.js";
import type { TrafficResult } from "./result.js";
import { syntheticTraffic } from "./synthetic.js";

/** Mean latency, as a multiple of that without load, from which a network counts as saturated. */
const saturatedMultiple = 3;
/** How near saturation is found, as a share of the rate. */
const nearness = 0.02;
/** Near no load: packets per cycle of all nodes together, so few that they hardly ever meet, even all on the way to one node. */
const zeroLoad = 0.01;
/** Packets that latency without load is the mean of, about. */
const zeroLoadPackets = 500;

/** Injection rates to try on one network. */
export interface LoadSweep {
  /** By injection rate, ascending. */
  readonly points: readonly TrafficResult[];
  /** Mean packet latency near zero load, cycles; the same whatever rates are tried. */
  readonly zeroLoadLatency: number;
  /**
   * Injection rate, packets per node and cycle, at which mean latency reaches three times that near zero load, or at which the network no longer accepts what is offered:
   * found by bisection to 2 %. Null: not within the range.
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

/** The latency-load curve of a network, and where it saturates. `progress` is told after every point. */
export function sweepLoad(options: SweepOptions, progress?: (point: TrafficResult) => void): LoadSweep {
  const steps = loadSweepSteps(options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    progress?.(value);
  }
}

/** The same step by step, so that a caller may do something between two points, or leave it: it yields each point of the curve. */
export function* loadSweepSteps(options: SweepOptions): Generator<TrafficResult, LoadSweep> {
  const { rates, step = 0.02, pointsBeyond = 2, ...traffic } = options;
  const zeroLoadLatency = latencyWithoutLoad(traffic);
  const isSaturated = ({ drained, averagePacketLatency }: TrafficResult): boolean =>
    !drained || averagePacketLatency >= saturatedMultiple * zeroLoadLatency;
  const points: TrafficResult[] = [];
  let beyond = 0;
  const visit = (injectionRate: number): TrafficResult => {
    const point = syntheticTraffic({ ...traffic, injectionRate });
    points.push(point);
    if (isSaturated(point)) beyond++;
    return point;
  };
  if (rates !== undefined) for (const rate of [...rates].sort((a, b) => a - b)) yield visit(rate);
  else
    for (let index = 1; index * step <= 1 && beyond <= pointsBeyond; index++)
      yield visit(roundRate(index * step));
  return {
    points,
    zeroLoadLatency,
    saturationRate: saturation(points, traffic, isSaturated),
    saturationThroughput: points.reduce((most, { acceptedFlits }) => Math.max(most, acceptedFlits), 0),
  };
}

function latencyWithoutLoad(traffic: TrafficOptions): number {
  const { network, numCpus = 16, singleSenderId = -1, measureCycles = 0 } = traffic;
  const senders = singleSenderId >= 0 ? 1 : (network?.nodes ?? numCpus);
  return syntheticTraffic({
    ...traffic,
    injectionRate: zeroLoad / senders,
    measureCycles: Math.max(measureCycles, Math.ceil(zeroLoadPackets / zeroLoad)),
  }).averagePacketLatency;
}

/** Halves the interval between the last rate that the network bears and the first that it does not, until it is narrow. */
function saturation(
  points: readonly TrafficResult[],
  traffic: TrafficOptions,
  isSaturated: (point: TrafficResult) => boolean,
): number | null {
  const first = points.findIndex(isSaturated);
  if (first < 0) return null;
  let below = points[first - 1]?.injectionRate ?? 0;
  let above = points[first]!.injectionRate;
  while (above - below > nearness * above) {
    const injectionRate = (below + above) / 2;
    if (isSaturated(syntheticTraffic({ ...traffic, injectionRate }))) above = injectionRate;
    else below = injectionRate;
  }
  return (below + above) / 2;
}

/** Rates such as 0.06000000000000001 would look odd in a report. */
function roundRate(rate: number): number {
  return Math.round(rate * 1e9) / 1e9;
}
