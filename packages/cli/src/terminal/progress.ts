import process from "node:process";
import { formatTime, type Progress } from "@astra-ts/core";

/** A line on standard error that says how far a run is; nothing where that is no terminal or `quiet` is set. */
export function progressLine(
  label: string,
  quiet: boolean,
): { update(progress: Progress): void; done(): void } {
  if (quiet || !process.stderr.isTTY) return { update() {}, done() {} };
  return {
    update({ time, finishedRanks, npus, wallSeconds }) {
      const rate = formatTime(Math.round(time / Math.max(wallSeconds, 1e-3)));
      const line = `${label}: ${formatTime(time)} simulated, ${rate} per second, ${finishedRanks} of ${npus} NPUs done`;
      process.stderr.write(`\r\u001B[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    },
    done() {
      process.stderr.write("\r\u001B[2K");
    },
  };
}
