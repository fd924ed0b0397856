import { formatPercent, formatTime, type Progress } from "@astra-ts/core";
import { duration } from "./progress-bar.js";
import { statusLine } from "./status-line.js";

/** A line on standard error that says how far a run is; nothing where that is no terminal or `quiet` is set. */
export function progressLine(
  label: string,
  quiet: boolean,
): { update(progress: Progress): void; done(): void } {
  const line = statusLine(quiet);
  return {
    update(progress) {
      if (line.isShown) line.show(`${label}: ${progressText(progress)}`);
    },
    done: line.clear,
  };
}

/** Before that share of a run is done, nobody knows how long the rest takes. */
const leastShare = 0.005;

/** `43 %, 31 s left, 1.2 ms simulated (52 us per second), 3 of 8 NPUs done`, as far as it is known. */
export function progressText({ share, time, finishedRanks, npus, wallSeconds }: Progress): string {
  const rate = formatTime(Math.round(time / Math.max(wallSeconds, 1e-3)));
  const parts = [
    `${formatTime(time)} simulated (${rate} per second)`,
    `${finishedRanks} of ${npus} NPUs done`,
  ];
  if (share === undefined) return parts.join(", ");
  const left = share < leastShare ? [] : [`${duration((wallSeconds / share) * (1 - share))} left`];
  return [formatPercent(share, share < 0.1 ? 1 : 0), ...left, ...parts].join(", ");
}
