import type { PhaseSpan, Result, TimelineSpan } from "@astra-ts/core";

/**
 * Names of rank 0's collectives by their number. The timeline names communication, the system layer numbers it; the two agree on when a collective ended, and on
 * their order of issue.
 */
export function collectiveNames(result: Result): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const { phases } = result.systemReport;
  if (phases === undefined) return names;
  const ends = new Map<number, number>();
  for (const { collective, end } of phases) ends.set(collective, Math.max(ends.get(collective) ?? 0, end));
  const byEnd = new Map<number, TimelineSpan[]>();
  for (const span of result.timeline.spans) {
    if (span.rank !== 0 || span.kind !== "communication") continue;
    const list = byEnd.get(span.end);
    if (list === undefined) byEnd.set(span.end, [span]);
    else list.push(span);
  }
  for (const list of byEnd.values()) list.sort((a, b) => a.start - b.start);
  for (const collective of [...ends.keys()].sort((a, b) => a - b)) {
    const span = byEnd.get(ends.get(collective)!)?.shift();
    if (span !== undefined) names.set(collective, span.name);
  }
  return names;
}

/** `conv1 weight-gradient all-reduce · chunk 2, phase 1 (reduce-scatter)`. */
export function phaseName(phase: PhaseSpan, names: ReadonlyMap<number, string>): string {
  const collective = names.get(phase.collective) ?? `collective ${phase.collective}`;
  return `${collective} · chunk ${phase.chunk}, phase ${phase.phase} (${phase.kind})`;
}
