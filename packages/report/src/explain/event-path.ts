import { formatPercent, formatTime, type RunPath, type RunPathStep } from "@astra-ts/core";
import { crossingSentences } from "./graph-path.js";

/** Messages between two NPUs are worth a sentence from this share of the run on. */
const notable = 0.2;

/** Which NPUs the way to the end of a run goes through, and the two between which it spends most of its time, where they stand out. */
export function eventSentences({ steps }: RunPath, total: number): string[] {
  const between = new Map<string, { time: number; messages: number; readonly step: RunPathStep }>();
  for (const step of steps) {
    if (step.kind !== "message") continue;
    const key = `${step.from} ${step.rank}`;
    const pair = between.get(key) ?? { time: 0, messages: 0, step };
    pair.time += step.end - step.start;
    pair.messages++;
    between.set(key, pair);
  }
  const all = [...between.values()].sort((a, b) => b.time - a.time);
  const [most, second] = all;
  const standsOut =
    most !== undefined && most.time >= total * notable && most.time >= 2 * (second?.time ?? 0);
  return [
    ...crossingSentences(steps),
    ...(standsOut
      ? [
          `Most of it are messages from NPU ${most.step.from} to NPU ${most.step.rank}: ${most.messages} of them, ${formatTime(most.time)} (${formatPercent(most.time / total)}).`,
        ]
      : []),
  ];
}
