import process from "node:process";
import { formatCount, formatTime, type Progress } from "@astra-ts/core";

/** A line on standard error that says how far a run is; nothing where that is no terminal or `quiet` is set. */
export function progressLine(
  label: string,
  quiet: boolean,
): { update(progress: Progress): void; done(): void } {
  if (quiet || !process.stderr.isTTY) return { update() {}, done() {} };
  return {
    update({ time, events, finishedRanks, npus, wallSeconds }) {
      const rate = formatCount(Math.round(events / Math.max(wallSeconds, 1e-3) / 1000));
      const line = `${label}: ${formatTime(time)} simulated, ${formatCount(events)} events (${rate} k/s), ${finishedRanks} of ${npus} NPUs finished`;
      process.stderr.write(`\r\u001B[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    },
    done() {
      process.stderr.write("\r\u001B[2K");
    },
  };
}
