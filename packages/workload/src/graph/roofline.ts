import type { GraphOptions } from "./graph-options.js";

/** What a roofline says of one compute node. */
export interface RooflinePoint {
  /** Whole ns. */
  readonly time: number;
  /** Operations per byte. */
  readonly intensity: number;
  /** Shares of peak performance and of memory bandwidth that the node reaches, 0 to 1. */
  readonly computeUtilization: number;
  readonly memoryUtilization: number;
  readonly isComputeBound: boolean;
}

/**
 * The time of a compute node: its operations at the lower of peak performance and what the memory feeds. The steps are those of ASTRA-sim 2.x, one by one, since each of
 * them rounds. A node without operations takes the time of its bytes.
 */
export function rooflinePoint(
  operations: number,
  bytes: number,
  { peakPerformance, memoryBandwidth }: NonNullable<GraphOptions["roofline"]>,
): RooflinePoint {
  const peak = peakPerformance * 1e12;
  const bandwidth = memoryBandwidth * 1e9;
  if (operations === 0) {
    const time = Math.trunc(bytes / memoryBandwidth);
    return { time, intensity: 0, computeUtilization: 0, memoryUtilization: 1, isComputeBound: false };
  }
  const intensity = operations / bytes;
  const performance = Math.min(bandwidth * intensity, peak);
  return {
    time: Math.trunc((operations / performance) * 1e9),
    intensity,
    computeUtilization: performance / peak,
    memoryUtilization: performance / intensity / bandwidth,
    isComputeBound: performance >= peak,
  };
}
