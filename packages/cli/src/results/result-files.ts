import { AstraError, isAstraError, type ReportInput, readReport } from "@astra-ts/core";
import { inputLimits } from "../files/input-limits.js";
import { readText } from "../files/read-text.js";
import { sweepOfFile } from "../sweep/tidy.js";

const savedLimit = { limit: inputLimits.saved };

/** True for a file that `--out` wrote; an experiment has no such start. */
export function looksSaved(file: string): boolean {
  const start = readText(file, "file", savedLimit).slice(0, 200);
  return /"astra-ts\/(result|comparison|sweep)@\d+"/.test(start);
}

/** Reads what `--out` wrote. Throws FILE_MISSING, FILE_SYNTAX, MISSING_VALUE or INVALID_VALUE. */
export function readSaved(file: string): ReportInput {
  if (file.endsWith(".jsonl")) return { kind: "sweep", sweep: sweepOfFile(file) };
  const text = readText(file, "saved results", savedLimit);
  try {
    return readReport(JSON.parse(text));
  } catch (error) {
    if (isAstraError(error)) throw error.located({ file });
    if (!(error instanceof SyntaxError)) throw error;
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `these are no saved results, not even JSON: ${error.message}`,
      hint: "Results are saved with --out on run, compare and sweep.",
      cause: error,
    });
  }
}
