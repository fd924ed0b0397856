import { AstraError, parseJson, validateOptions } from "@astra-ts/core";
import { calibrate, errorsByKind, type GpuDevice, gpuDevice, readMeasured } from "@astra-ts/workload-gen";
import type { Command } from "commander";
import { readText } from "../files/read-text.js";
import { writeAtomically } from "../files/write-atomically.js";
import { renderErrors } from "../terminal/error-table.js";
import { print, printError } from "../terminal/print.js";
import { chooseGpu } from "./gpu-choice.js";

interface CalibrateFlags {
  readonly like: string;
  readonly device?: string;
  readonly output: string;
  readonly quiet: boolean;
}

/** `astra-ts calibrate`: a GPU of one's own from measured times. */
export function addCalibrateCommand(program: Command): void {
  program
    .command("calibrate")
    .description("fit the compute model gpu to times that were measured on a GPU")
    .argument("<measured>", "rows of measured times, JSON a line: what measure-gpu.py writes")
    .requiredOption("--output <file.json>", "the GPU, for --accelerator of other commands")
    .option("--like <name>", "GPU to start from: its figures stay where no row tells anything", "h100")
    .option("--device <file.json>", "what the data sheet says; default: that of the GPU to start from")
    .option("--quiet", "no table", false)
    .addHelpText(
      "after",
      `
Rows are fitted in halves first, each half predicted by the other, so that the table shows errors on rows that the fit did not see. That takes some minutes.

Examples:
  $ astra-ts calibrate examples/gpu/attention.jsonl --output my-gpu.json
  $ astra-ts workload generate --model llama3-8b --compute-model gpu --accelerator h100 --output llama.json`,
    )
    .action(runCalibration);
}

function runCalibration(file: string, { like, device: deviceFile, output, quiet }: CalibrateFlags): void {
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
