import {
  errorsByKind,
  type MeasuredRow,
  predictRow,
  type RowTimes,
  readMeasured,
  timeNames,
} from "@astra-ts/workload-gen";
import { chooseGpu } from "../compute/choose-gpu.js";
import { readText } from "../files/read-text.js";
import { renderErrors } from "../terminal/error-table.js";
import { print } from "../terminal/print.js";

/** Flags of `astra-ts compute`. */
export interface ComputeRowsFlags {
  readonly accelerator: string;
  readonly json: boolean;
}

/** Predicts the times of rows, and compares them with those that were measured. */
export function compute(file: string, { accelerator, json }: ComputeRowsFlags): void {
  const gpu = chooseGpu(accelerator, "--accelerator");
  const { rows } = readMeasured(readText(file, "measured times"), file);
  const predictions = rows.map((row) => ({ row, predicted: predictRow(row, gpu) }));
  if (json) {
    const shown = predictions.map(({ row: { id }, predicted }) => ({ id, predicted }));
    print(`${JSON.stringify(shown, null, 1)}\n`);
    return;
  }
  const compared = predictions.flatMap(({ row, predicted }) => beside(row, predicted));
  print(`${renderErrors(`${file}, predicted for ${accelerator}`, errorsByKind(compared))}\n`);
}

/** The times that were both measured and predicted. */
function beside(row: MeasuredRow, times: RowTimes) {
  return timeNames.flatMap((time) => {
    const measured = row.times[time];
    const predicted = times[time];
    return measured === undefined || predicted === undefined ? [] : [{ row, time, measured, predicted }];
  });
}
