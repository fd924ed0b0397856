import {
  errorsByKind,
  type MeasuredRow,
  predictRow,
  type RowTimes,
  readMeasured,
} from "@astra-ts/workload-gen";
import { readText } from "../files/read-text.js";
import { renderErrors } from "../terminal/error-table.js";
import { print } from "../terminal/print.js";
import { chooseGpu } from "./gpu-choice.js";

/** What decides how measured rows are predicted and shown. */
export interface MeasuredFlags {
  readonly accelerator?: string;
  readonly json: boolean;
}

/** Measured rows are a JSON object a line; an experiment is one document. */
export function isMeasuredFile(file: string): boolean {
  return file.endsWith(".jsonl");
}

/** Predicts every row of a file of measured times, and prints the predictions, or by how much they are off. */
export function compareMeasured(file: string, { accelerator = "h100", json }: MeasuredFlags): void {
  const gpu = chooseGpu(accelerator, "--accelerator");
  const { rows } = readMeasured(readText(file, "measured times"), file);
  const predictions = rows.flatMap((row) => {
    const predicted = predictRow(row, gpu);
    return predicted === undefined ? [] : [{ row, predicted }];
  });
  if (json) {
    const shown = predictions.map(({ row: { id }, predicted }) => ({ id, predicted }));
    print(`${JSON.stringify(shown, null, 1)}\n`);
    return;
  }
  const compared = predictions.flatMap(({ row, predicted }) => beside(row, predicted));
  print(`${renderErrors(`${file}, predicted for ${accelerator}`, errorsByKind(compared))}\n`);
}

function beside(row: MeasuredRow, predicted: RowTimes) {
  return (Object.keys(row.times) as (keyof RowTimes)[]).flatMap((time) => {
    const measured = row.times[time];
    const value = predicted[time];
    return measured === undefined || value === undefined ? [] : [{ row, time, measured, predicted: value }];
  });
}
