import type { Calibration, HeldOut } from "./calibrate.js";

/** How far predictions of one kind of row are off. */
export interface KindErrors {
  readonly kind: string;
  /** Times compared. */
  readonly count: number;
  /** Mean of the absolute relative errors, and the one that nine in ten stay below. */
  readonly mean: number;
  readonly p90: number;
  /** Mean of the errors with their signs: above 0 where predictions are too long. */
  readonly bias: number;
}

/** Errors by kind of row: kernels by name and data type; blocks by pass; training steps by their sum. */
export function errorsByKind(compared: Calibration["heldOut"]): KindErrors[] {
  const kinds = new Map<string, number[]>();
  const put = (kind: string, predicted: number, measured: number) => {
    const errors = kinds.get(kind) ?? [];
    errors.push(predicted / measured - 1);
    kinds.set(kind, errors);
  };
  const steps = new Map<string, HeldOut[]>();
  for (const one of compared) {
    const { sizes, id } = one.row;
    if (sizes.op === "training_step") steps.set(id, [...(steps.get(id) ?? []), one]);
    else if (sizes.op === "block") put(`block, ${one.time.replace("_us", "")}`, one.predicted, one.measured);
    else if (sizes.op === "launch")
      put(one.row.eager ? "launch from Python" : "launch in a graph", one.predicted, one.measured);
    else put(`${sizes.op}, ${sizes.dtype}`, one.predicted, one.measured);
  }
  const sum = (parts: readonly HeldOut[], which: "predicted" | "measured") =>
    parts.reduce((total, part) => total + part[which], 0);
  for (const parts of steps.values()) put("training step", sum(parts, "predicted"), sum(parts, "measured"));
  return [...kinds].map(([kind, errors]) => kindErrors(kind, errors));
}

function kindErrors(kind: string, errors: readonly number[]): KindErrors {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    kind,
    count: errors.length,
    mean: mean(sizes),
    p90: sizes[Math.min(sizes.length - 1, Math.floor(0.9 * sizes.length))]!,
    bias: mean(errors),
  };
}
