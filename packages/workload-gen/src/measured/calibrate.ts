import { AstraError } from "@astra-ts/core";
import type { GpuDevice } from "../compute-models/gpu/device.js";
import { type GpuEfficiencies, gpuEfficiencies } from "../compute-models/gpu/efficiencies.js";
import { type CalibrationGroup, calibrationGroups } from "./calibration-groups.js";
import { predictWork, type RowWork, workOf } from "./predict-row.js";
import type { MeasuredRow } from "./read-measured.js";
import { minimize } from "./simplex.js";
import { type TimeName, timeNames } from "./times.js";

/** A predicted time of a row that the fit did not see, beside the measured one, us. */
export interface HeldOut {
  readonly row: MeasuredRow;
  readonly time: TimeName;
  readonly measured: number;
  readonly predicted: number;
}

/** A GPU's figures, fitted to measured times. */
export interface Calibration {
  readonly efficiencies: GpuEfficiencies;
  /** Every measured time, predicted by figures that were fitted without its row. */
  readonly heldOut: readonly HeldOut[];
}

/** A row with its work made once. */
interface Sample {
  readonly row: MeasuredRow;
  readonly work: RowWork;
}

/** Weight of the root of the mean square beside the mean: large errors count more than their share. */
const spreadWeight = 0.5;
/**
 * Fits the figures of a GPU to measured times, starting from those of a similar one; what no row tells about stays as it was. Three fits: one on each half of the rows, to
 * predict the other half, and one on all of them. Throws MISSING_VALUE where no row can be used.
 */
export function calibrate(
  rows: readonly MeasuredRow[],
  device: GpuDevice,
  start: GpuEfficiencies,
): Calibration {
  const samples = rows
    .filter(({ times }) => timeNames.some((name) => times[name] !== undefined))
    .map((row): Sample => ({ row, work: workOf(row) }));
  if (samples.length === 0) {
    throw new AstraError("MISSING_VALUE", {
      problem: "no measured times to fit figures to",
      expected: "rows with sizes and times",
    });
  }
  const halves = [0, 1].map((half) => samples.filter((_, index) => index % 2 === half));
  const heldOut = halves.flatMap((half, index) => {
    const efficiencies = fit(halves[1 - index]!, device, start);
    return half.flatMap((sample) => compared(sample, { device, efficiencies }));
  });
  return { efficiencies: fit(samples, device, start), heldOut };
}

function compared(
  { row, work }: Sample,
  gpu: { device: GpuDevice; efficiencies: GpuEfficiencies },
): HeldOut[] {
  const predictions = predictWork(work, gpu);
  return timeNames.flatMap((time) => {
    const measured = row.times[time];
    const predicted = predictions[time];
    return measured === undefined || predicted === undefined ? [] : [{ row, time, measured, predicted }];
  });
}

function fit(samples: readonly Sample[], device: GpuDevice, start: GpuEfficiencies): GpuEfficiencies {
  return calibrationGroups.reduce(
    (efficiencies, group) => fitGroup(group, samples, device, efficiencies),
    start,
  );
}

function fitGroup(
  { figures, rows, steps }: CalibrationGroup,
  samples: readonly Sample[],
  device: GpuDevice,
  start: GpuEfficiencies,
): GpuEfficiencies {
  const used = samples.filter(({ row }) => rows(row));
  // A figure cannot be told from fewer rows than there are figures.
  if (used.length <= figures.length) return start;
  const cost = (point: readonly number[]): number => {
    const efficiencies = changed(start, figures, point);
    return efficiencies === undefined ? Number.POSITIVE_INFINITY : meanError(used, { device, efficiencies });
  };
  const { point } = minimize(cost, figures.length, steps);
  return changed(start, figures, point) ?? start;
}

/** Mean of the absolute errors, as logarithms of predicted over measured, and a share of the root of their mean square. */
function meanError(
  samples: readonly Sample[],
  gpu: { device: GpuDevice; efficiencies: GpuEfficiencies },
): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (const sample of samples) {
    for (const { measured, predicted } of compared(sample, gpu)) {
      const error = Math.log(predicted / measured);
      sum += Math.abs(error);
      squares += error * error;
      count++;
    }
  }
  return sum / count + spreadWeight * Math.sqrt(squares / count);
}

/** The figures multiplied by the exponentials of a point's coordinates; undefined where one leaves its range, such as a share above 1. */
function changed(
  start: GpuEfficiencies,
  figures: readonly string[],
  point: readonly number[],
): GpuEfficiencies | undefined {
  const copy = structuredClone(start) as Tree;
  for (const [index, path] of figures.entries()) {
    const keys = path.split(".");
    const last = keys.pop()!;
    const parent = keys.reduce((tree, key) => tree[key] as Tree, copy);
    parent[last] = (parent[last] as number) * Math.exp(point[index]!);
  }
  return gpuEfficiencies.safeParse(copy).data;
}

/** Figures in groups, as plain data. */
interface Tree {
  [key: string]: number | Tree;
}
