import { AstraError, parseJson, validateOptions } from "@astra-ts/core";
import { calibrate, errorsByKind, type GpuDevice, gpuDevice, readMeasured } from "@astra-ts/workload-gen";
import { chooseGpu } from "../compute/choose-gpu.js";
import { readText } from "../files/read-text.js";
import { writeAtomically } from "../files/write-atomically.js";
import { renderErrors } from "../terminal/error-table.js";
import { print, printError } from "../terminal/print.js";

export interface CalibrateFlags {
  readonly like: string;
  readonly device?: string;
  readonly output: string;
  readonly quiet: boolean;
}

export function runCalibration(
  file: string,
  { like, device: deviceFile, output, quiet }: CalibrateFlags,
): void {
  const start = chooseGpu(like, "--like");
  const device = deviceFile === undefined ? start.device : readDevice(deviceFile);
  const { rows } = readMeasured(readText(file, "measured times"), file);
  if (!quiet) printError(`fitting ${rows.length} rows\n`);
  const { efficiencies, heldOut } = calibrate(rows, device, start.efficiencies);
  const errors = errorsByKind(heldOut);
  writeAtomically(
    output,
    `${JSON.stringify({ schema: "astra-ts/gpu@1", device, efficiencies, errors }, null, 1)}\n`,
  );
  if (quiet) return;
  print(`${renderErrors("errors on rows that the fit did not see", errors)}\n`);
  printError(`wrote ${output}\n`);
}

function readDevice(file: string): GpuDevice {
  const value = parseJson(readText(file, "data sheet"), file, "a data sheet");
  if (typeof value !== "object" || value === null) {
    throw new AstraError("FILE_SYNTAX", { file, problem: "a data sheet is a map", found: value });
  }
  return validateOptions(gpuDevice, value, file, "a GPU");
}
