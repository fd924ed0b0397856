import { formatPercent } from "../units/format.js";
import type { TimeBreakdown, TimePartKind } from "./breakdown.js";

/** What kept a run from being shorter. */
export interface Bottleneck {
  /** `bubble`: waiting for messages that other NPUs had not sent yet; `message`: for messages of the workload on their way. */
  readonly kind: "compute" | "dimension" | "bubble" | "message";
  /** Logical dimension, from 0; null for the others. */
  readonly dimension: number | null;
  /** Share of the run that the last NPU computed or waited, or had a chunk in that dimension, 0 to 1. */
  readonly share: number;
  /** `dimension 1: 97.0 % busy`. */
  readonly text: string;
}

/**
 * Computing where that fills half of the run, else what the NPU waited for longest: other NPUs' messages, or the dimension that was busy longest; null where nothing was busy.
 * `activity` as in `SystemDimensionReport`.
 */
export function bottleneckOf(
  { total, compute }: { readonly total: number; readonly compute: number },
  dimensions: readonly { readonly activity: readonly number[] }[],
  breakdown: TimeBreakdown = [],
): Bottleneck | null {
  if (total === 0) return null;
  const found = (kind: Bottleneck["kind"], time: number, what: string): Bottleneck => {
    const share = time / total;
    return { kind, dimension: null, share, text: `${what}: ${formatPercent(share)} of the time` };
  };
  if (compute >= total / 2) return found("compute", compute, "computing");
  const bubble = sumOf(breakdown, "partner");
  const message = sumOf(breakdown, "message");
  if (Math.max(bubble, message) > sumOf(breakdown, "dimension"))
    return bubble >= message
      ? found("bubble", bubble, "waiting for other NPUs (pipeline bubble)")
      : found("message", message, "waiting for messages between NPUs");
  const busy = dimensions.map(({ activity }) => busyTime(activity, total));
  const most = Math.max(0, ...busy);
  if (most === 0) return null;
  const dimension = busy.indexOf(most);
  const share = most / total;
  const text = `dimension ${dimension}: ${formatPercent(share)} busy`;
  return { kind: "dimension", dimension, share, text };
}

/** Summed length of the spans of an activity list, ns; one that is still open ends at `total`. */
export function busyTime(activity: readonly number[], total: number): number {
  let busy = 0;
  for (let index = 0; index < activity.length; index += 2)
    busy += (activity[index + 1] ?? total) - activity[index];
  return busy;
}

function sumOf(breakdown: TimeBreakdown, kind: TimePartKind): number {
  return breakdown.reduce((sum, part) => (part.kind === kind ? sum + part.time : sum), 0);
}
