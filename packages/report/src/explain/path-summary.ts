import { formatPercent, formatTime, type GraphPath, type TimePart } from "@astra-ts/core";
import type { CriticalPath, PathStep } from "./critical-path.js";

/** Time of the critical path by what it was spent on, ns. */
export interface PathShares {
  readonly compute: number;
  /** Phases, and waiting for a turn, by logical dimension. */
  readonly dimensions: readonly number[];
  /** Standing still for communication whose phases are not known. */
  readonly exposed: number;
  readonly other: number;
}

/** Of a path that cannot be followed, the shares of `parts`: where the time of one NPU went. */
export function pathShares(
  { steps, detail, times, shares: counted }: CriticalPath,
  parts: readonly TimePart[],
  dimensions: number,
): PathShares {
  if (counted !== undefined) return counted;
  if (times !== undefined) return graphShares(times, parts, dimensions);
  if (detail === "counters") return countedShares(parts, dimensions);
  const shares = { compute: 0, dimensions: new Array<number>(dimensions).fill(0), exposed: 0, other: 0 };
  for (const { kind, dimension, start, end } of steps) {
    if (dimension !== null) shares.dimensions[dimension] += end - start;
    else if (kind === "compute") shares.compute += end - start;
    else if (kind === "exposed") shares.exposed += end - start;
    else shares.other += end - start;
  }
  return shares;
}

function countedShares(parts: readonly TimePart[], dimensions: number): PathShares {
  const shares = { compute: 0, dimensions: new Array<number>(dimensions).fill(0), exposed: 0, other: 0 };
  for (const { kind, dimension, time } of parts) {
    if (dimension !== null) shares.dimensions[dimension] += time;
    else if (kind === "compute") shares.compute += time;
    else if (kind === "message") shares.exposed += time;
    else shares.other += time;
  }
  return shares;
}

/** A graph's path does not tell dimensions; collectives on it are split as those of the NPU. */
function graphShares(
  { compute, communication, cpu, memory }: GraphPath["times"],
  parts: readonly TimePart[],
  dimensions: number,
): PathShares {
  const counted = countedShares(parts, dimensions);
  const all = counted.dimensions.reduce((sum, time) => sum + time, counted.exposed);
  const part = (time: number): number => (all === 0 ? 0 : (communication * time) / all);
  return {
    compute,
    dimensions: counted.dimensions.map(part),
    exposed: all === 0 ? communication : part(counted.exposed),
    other: cpu + memory,
  };
}

/**
 * The longest stretches of the path in order of time, one sentence each; neighbouring steps of a kind are one stretch, and stretches that repeat (a pass
 * like the one before) are told once.
 */
export function pathSentences(path: CriticalPath, total: number, limit = 6): string[] {
  const alike = new Map<string, Stretch[]>();
  for (const stretch of merged(path.steps, total * negligible)) {
    const text = words(stretch);
    alike.set(text, [...(alike.get(text) ?? []), stretch]);
  }
  const sum = (stretches: readonly Stretch[]): number =>
    stretches.reduce((time, { start, end }) => time + end - start, 0);
  return [...alike]
    .sort(([, a], [, b]) => sum(b) - sum(a))
    .slice(0, limit)
    .sort(([, [a]], [, [b]]) => a.start - b.start)
    .map(([text, stretches]) => {
      const { start, end } = stretches[0];
      const time = sum(stretches);
      const share = total > 0 ? formatPercent(time / total) : "0 %";
      const repeated = stretches.length > 1 ? `, and ${stretches.length - 1} more like it` : "";
      return `${formatTime(start)} to ${formatTime(end)}${repeated} (${formatTime(time)}, ${share}): ${text}`;
    });
}

interface Stretch extends PathStep {
  readonly steps: number;
  readonly last: string;
}

/** A gap shorter than this share of the run does not part two stretches: a step of a few ns between two layers. */
const negligible = 0.0005;

function merged(steps: readonly PathStep[], gap: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (const step of steps) {
    if (step.kind !== "compute" && step.end - step.start <= gap) continue;
    const before = stretches.at(-1);
    const alike = before !== undefined && before.kind === step.kind && before.dimension === step.dimension;
    if (alike && step.start - before.end <= gap)
      stretches[stretches.length - 1] = {
        ...before,
        end: step.end,
        steps: before.steps + 1,
        last: step.name,
      };
    else stretches.push({ ...step, steps: 1, last: step.name });
  }
  return stretches;
}

function words({ kind, name, last, steps, dimension }: Stretch): string {
  const where = dimension === null ? "" : ` in dimension ${dimension}`;
  const what = {
    compute: "computing",
    phase: `communication${where}`,
    queue: `a chunk waits for its turn${where}`,
    exposed: "standing still for communication",
    message: "communication",
    other: "",
  }[kind];
  const names = steps === 1 || name === last ? name : `${name} … ${last}`;
  return `${what}${what === "" ? "" : ": "}${names}${steps > 1 ? ` (${steps} steps)` : ""}`;
}
