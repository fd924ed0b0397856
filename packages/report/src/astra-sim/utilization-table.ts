import type { Result } from "@astra-ts/core";
import { seenFromNpu0 } from "./npu0.js";
import { microseconds, sixDecimals } from "./number-format.js";

/** Width of a window, ns. */
const window = 10_000;

/** Share of a window in which a dimension was busy, per cent. */
export interface UtilizationRow {
  /** End of the window, ns. */
  readonly time: number;
  /** Per logical dimension. */
  readonly percent: readonly number[];
}

/**
 * Per window of 10 µs and logical dimension, how long at least one chunk of NPU 0 was queued or running. The last window, which the run does not fill, is left out.
 */
export function dimensionUtilization(result: Result): UtilizationRow[] {
  const { systemReport, time } = seenFromNpu0(result);
  const { dimensions } = systemReport;
  const windows = Math.floor(time.total / window);
  const busy = dimensions.map(({ activity }) => busyPerWindow(activity, windows));
  return Array.from({ length: windows }, (_, index) => ({
    time: (index + 1) * window,
    percent: busy.map((times) => (times[index] / window) * 100),
  }));
}

/** Cuts spans (`[start, end, start, end, …]`) into windows. */
function busyPerWindow(activity: readonly number[], windows: number): Float64Array {
  const busy = new Float64Array(windows + 1);
  for (let index = 0; index + 1 < activity.length; index += 2) {
    let from = activity[index];
    const to = activity[index + 1];
    while (from < to) {
      const slot = Math.floor(from / window);
      const until = Math.min(to, (slot + 1) * window);
      busy[Math.min(slot, windows)] += until - from;
      from = until;
    }
  }
  return busy;
}

/** ASTRA-sim 1.0's `<run>_dimension_utilization.csv`. */
export function dimensionUtilizationCsv(result: Result): string {
  const header = [" time (us) ", ...result.systemReport.dimensions.map((_, index) => `dim${index + 1} util`)];
  const rows = dimensionUtilization(result).map(({ time, percent }) =>
    [microseconds(time), ...percent.map(sixDecimals)].join(","),
  );
  return `${[header.join(","), ...rows].join("\n")}\n`;
}
