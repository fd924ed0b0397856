import type { PhaseSpan, Result, TimelineSpan } from "@astra-ts/core";

/**
 * Names of an NPU's collectives by their number. The timeline names communication, the system layer numbers it. Both know when a collective was issued; of several
 * issued at one time, the one that ended nearest is meant.
 */
export function collectiveNames(result: Result): ReadonlyMap<number, string> {
  const extents = new Map<number, { issued: number; ended: number }>();
  for (const { collective, queued, end } of result.systemReport.phases ?? []) {
    const extent = extents.get(collective);
    if (extent === undefined) extents.set(collective, { issued: queued, ended: end });
    else {
      extent.issued = Math.min(extent.issued, queued);
      extent.ended = Math.max(extent.ended, end);
    }
  }
  const byStart = new Map<number, TimelineSpan[]>();
  for (const span of result.timeline.spans) {
    if (span.rank !== result.seenFrom || span.kind !== "communication") continue;
    const list = byStart.get(span.start);
    if (list === undefined) byStart.set(span.start, [span]);
    else list.push(span);
  }
  const names = new Map<number, string>();
  for (const [collective, { issued, ended }] of extents) {
    const spans = byStart.get(issued) ?? [];
    const distance = (span: TimelineSpan): number => Math.abs(span.end - ended);
    const nearest = spans.reduce(
      (best: TimelineSpan | undefined, span) =>
        best === undefined || distance(span) < distance(best) ? span : best,
      undefined,
    );
    if (nearest === undefined) continue;
    names.set(collective, nearest.name);
    spans.splice(spans.indexOf(nearest), 1);
  }
  return names;
}

/** `conv1 weight-gradient all-reduce · chunk 2, phase 1 (reduce-scatter)`. */
export function phaseName(phase: PhaseSpan, names: ReadonlyMap<number, string>): string {
  const collective = names.get(phase.collective) ?? `collective ${phase.collective}`;
  return `${collective} · chunk ${phase.chunk}, phase ${phase.phase} (${phase.kind})`;
}
