import { formatPercent } from "../units/format.js";

/** What kept a run from being shorter. */
export interface Bottleneck {
  readonly kind: "compute" | "dimension";
  /** Logical dimension, from 0; null for compute. */
  readonly dimension: number | null;
  /** Share of the run that rank 0 computed, or had a chunk in that dimension, 0 to 1. */
  readonly share: number;
  /** `dimension 1: 97.0 % busy`. */
  readonly text: string;
}

/** Computing where that fills half of the run, else the dimension that was busy longest; null where nothing was busy. `activity` as in `SystemDimensionReport`. */
export function bottleneckOf(
  { total, compute }: { readonly total: number; readonly compute: number },
  dimensions: readonly { readonly activity: readonly number[] }[],
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
