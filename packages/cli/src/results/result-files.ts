import { AstraError, isAstraError, type Result, type StandardSchema, validateOptions } from "@astra-ts/core";
import type { LabelledResult, Sweep } from "@astra-ts/report";
import { inputLimits } from "../files/input-limits.js";
import { readText } from "../files/read-text.js";
import { sweepOfFile } from "../sweep/tidy.js";
import { convertedComparison, convertedResult, earlierResult } from "./earlier-results.js";
import { savedComparison, savedResult, savedSweep } from "./saved-schema.js";

/** What a saved file of results can be. */
export type Saved =
  | { readonly kind: "result"; readonly result: Result }
  | { readonly kind: "comparison"; readonly results: readonly LabelledResult[] }
  | { readonly kind: "sweep"; readonly sweep: Sweep };

const savedLimit = { limit: inputLimits.saved };
const savedBy = "Results are saved with --out on run, compare and sweep.";

/** Schemas of earlier versions: results are converted where that can be done, sweeps are refused. */
const earlier = [earlierResult, "astra-ts/sweep@1"];

const schemas = {
  result: "astra-ts/result@2",
  comparison: "astra-ts/comparison@1",
  sweep: "astra-ts/sweep@2",
} as const;

export function resultJson(result: Result): string {
  return `${jsonText(result)}\n`;
}

export function comparisonJson(results: readonly LabelledResult[]): string {
  return `${jsonText({ schema: schemas.comparison, results })}\n`;
}

export function sweepJson(sweep: Sweep): string {
  return `${jsonText({ schema: schemas.sweep, ...sweep })}\n`;
}

/** JSON, by default with a value on each line. Throws TOO_LARGE where a text cannot be as long as it would be. */
export function jsonText(value: unknown, indent = 1): string {
  try {
    return JSON.stringify(value, null, indent);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AstraError("TOO_LARGE", {
      field: "--out or --json",
      problem: "the result is longer than the longest text that Node can hold, 512 MiB",
      hint: "Write tables with --csv, or keep less of the timeline (timeline.spans, timeline.ranks).",
      cause,
    });
  }
}

/** True for a file that `--out` wrote; an experiment has no such start. */
export function looksSaved(file: string): boolean {
  const start = readText(file, "file", savedLimit).slice(0, 200);
  return [...Object.values(schemas), ...earlier].some((schema) => start.includes(`"${schema}"`));
}

/** Reads what `--out` wrote. Throws FILE_MISSING, FILE_SYNTAX or INVALID_VALUE. */
export function readSaved(file: string): Saved {
  if (file.endsWith(".jsonl")) return { kind: "sweep", sweep: sweepOfFile(file) };
  const text = readText(file, "saved results", savedLimit);
  try {
    return savedOf(JSON.parse(text), file);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `these are no saved results, not even JSON: ${error.message}`,
      hint: savedBy,
      cause: error,
    });
  }
}

function savedOf(read: unknown, file: string): Saved {
  refuseEarlierSweep(read, file);
  const value = located(file, () => convertedComparison(convertedResult(read)));
  const schema = schemaOf(value);
  const checked = <Value>(form: StandardSchema, what: string): Value => {
    // The schemas say what the types say, as far as anything is done with it.
    return located(file, () => validateOptions(form, value, "", what) as Value);
  };
  if (schema === schemas.result) return { kind: "result", result: checked(savedResult, "a saved result") };
  if (schema === schemas.comparison) {
    const { results } = checked<{ results: LabelledResult[] }>(savedComparison, "a saved comparison");
    return { kind: "comparison", results };
  }
  if (schema === schemas.sweep) return { kind: "sweep", sweep: checked(savedSweep, "a saved sweep") };
  throw new AstraError("INVALID_VALUE", {
    file,
    field: "schema",
    problem: "this file holds no results of astra-ts that this version can read",
    found: (value as { schema?: unknown } | null)?.schema,
    expected: `one of ${Object.values(schemas).join(", ")}`,
    hint: savedBy,
  });
}

function located<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw isAstraError(error) ? error.located({ file }) : error;
  }
}

function refuseEarlierSweep(value: unknown, file: string): void {
  const { schema } = (value ?? {}) as { schema?: unknown };
  if (schema !== "astra-ts/sweep@1") return;
  throw new AstraError("INVALID_VALUE", {
    file,
    field: "schema",
    problem: "a sweep of an earlier version, whose times were those of NPU 0",
    found: schema,
    expected: `${schemas.sweep}, whose times are those of the NPU that finishes last`,
    hint: "Run the sweep again.",
  });
}

function schemaOf(value: unknown): string | undefined {
  const { schema } = (value ?? {}) as { schema?: unknown };
  return Object.values(schemas).find((known) => known === schema);
}
