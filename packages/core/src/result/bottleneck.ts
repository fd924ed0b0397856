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
  if (compute >= total / 2) {
    const share = compute / total;
    return {
      kind: "compute",
      dimension: null,
      share,
      text: `computing: ${formatPercent(share)} of the time`,
    };
  }
  const waits = [
    { kind: "bubble", time: sumOf(breakdown, "partner"), what: "waiting for other NPUs (pipeline bubble)" },
    { kind: "message", time: sumOf(breakdown, "message"), what: "waiting for messages between NPUs" },
  ] as const;
  const longest = waits[0].time >= waits[1].time ? waits[0] : waits[1];
  if (longest.time > sumOf(breakdown, "dimension")) {
    const share = longest.time / total;
    return {
      kind: longest.kind,
      dimension: null,
      share,
      text: `${longest.what}: ${formatPercent(share)} of the time`,
    };
  }
  const busy = dimensions.map(({ activity }) => busyTime(activity, total));
  const most = Math.max(0, ...busy);
  if (most === 0) return null;
  const dimension = busy.indexOf(most);
  const share = most / total;
  return {
    kind: "dimension",
    dimension,
    share,
    text: `dimension ${dimension}: ${formatPercent(share)} busy`,
  };
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
