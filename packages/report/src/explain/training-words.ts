import { formatCount, formatPercent, type Result, type TrainingRate } from "@astra-ts/core";

/** `51,234 tokens/s, 143.2 TFLOP/s per NPU, 45.9 % of its peak (MFU)`; empty where the workload does not say what a step gets done. */
export function trainingInWords({ training }: Result): string {
  if (training === undefined) return "";
  const { utilization } = training;
  const share = utilization === undefined ? [] : [`${formatPercent(utilization)} of its peak (MFU)`];
  return [itemsPerSecond(training), `${flopRate(training)} per NPU`, ...share].join(", ");
}

/** `51,234 tokens/s`. */
export function itemsPerSecond({ item, itemsPerSecond: rate }: TrainingRate): string {
  return `${formatCount(rounded(rate))} ${item}s/s`;
}

/** `143.2 TFLOP/s`. */
export function flopRate({ flopsPerNpu }: TrainingRate): string {
  return flopsPerNpu >= 1000
    ? `${formatCount(rounded(flopsPerNpu / 1000))} TFLOP/s`
    : `${formatCount(rounded(flopsPerNpu))} GFLOP/s`;
}

/** Four significant digits, and all of the whole part. */
function rounded(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}
