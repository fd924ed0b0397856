import {
  errorsByKind,
  type MeasuredRow,
  predictRow,
  type RowTimes,
  readMeasured,
  timeNames,
} from "@astra-ts/workload-gen";
import type { Command } from "commander";
import { readText } from "../files/read-text.js";
import { renderErrors } from "../terminal/error-table.js";
import { print } from "../terminal/print.js";
import { chooseGpu } from "./gpu-choice.js";

interface ComputeRowsFlags {
  readonly accelerator: string;
  readonly json: boolean;
}

/** `astra-ts compute`: how long kernels, blocks and training steps take on a GPU, beside measured times where there are any. */
export function addComputeCommand(program: Command): void {
  program
    .command("compute")
    .description(
      "predict what kernels, blocks and training steps take on a GPU, and compare with measured times",
    )
    .argument("<rows>", "sizes and measured times, a JSON object a line: what measure-gpu.py writes")
    .option(
      "--accelerator <name>",
      "GPU to predict them for, by name or by the file that calibrate wrote",
      "h100",
    )
    .option("--json", "print the predicted time of each row, us, in place of the errors by kind", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts compute examples/gpu/attention.jsonl --accelerator h100
  $ astra-ts compute examples/gpu/attention.jsonl --accelerator h200 --json`,
    )
    .action(compute);
}

function compute(file: string, { accelerator, json }: ComputeRowsFlags): void {
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
