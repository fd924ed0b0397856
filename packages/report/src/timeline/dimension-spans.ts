import type { Result } from "@astra-ts/core";
import type { NamedSpan } from "./lane-spans.js";
import { collectiveNames, phaseName } from "./phase-names.js";

/** What each logical dimension did, seen from one NPU: phases of chunks where the system layer listed them, otherwise spans with any chunk at work. */
export function dimensionSpans(result: Result): { label: string; spans: NamedSpan[] }[] {
  const { dimensions, phases, droppedPhases = 0 } = result.systemReport;
  const names = collectiveNames(result);
  return dimensions.map((dimension, index) => {
    const label = `Dimension ${index}`;
    if (phases !== undefined && phases.length > 0 && droppedPhases === 0) {
      const spans = phases
        .filter((phase) => phase.dimension === index)
        .map((phase) => ({
          kind: "phase" as const,
          name: phaseName(phase, names),
          start: phase.start,
          end: phase.end,
        }));
      return { label, spans };
    }
    const { activity } = dimension;
    const spans: NamedSpan[] = [];
    for (let at = 0; at < activity.length; at += 2) {
      const end = activity[at + 1] ?? result.time.total;
      spans.push({ kind: "phase", name: "busy", start: activity[at], end });
    }
    return { label, spans };
  });
}
