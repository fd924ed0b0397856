import { formatTime, type Progress } from "@astra-ts/core";
import { statusLine } from "./status-line.js";

/** A line on standard error that says how far a run is; nothing where that is no terminal or `quiet` is set. */
export function progressLine(
  label: string,
  quiet: boolean,
): { update(progress: Progress): void; done(): void } {
  const line = statusLine(quiet);
  return {
    update({ time, finishedRanks, npus, wallSeconds }) {
      if (!line.isShown) return;
      const rate = formatTime(Math.round(time / Math.max(wallSeconds, 1e-3)));
      const text = `${label}: ${formatTime(time)} simulated, ${rate} per second, ${finishedRanks} of ${npus} NPUs done`;
      line.show(text);
    },
    done: line.clear,
  };
}
