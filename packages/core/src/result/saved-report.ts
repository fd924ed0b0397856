import * as z from "zod";
import { AstraError, isAstraError } from "../errors/astra-error.js";
import { heldTo } from "../schema/held-to.js";
import { validateOptions } from "../schema/validate-options.js";
import { convertedResult } from "./earlier-result.js";
import {
  type Column,
  type LabelledResult,
  type MeasuredDifference,
  type ReportInput,
  type Sweep,
  units,
} from "./report-input.js";
import type { Result } from "./result.js";
import { provenanceSchema, resultSchema } from "./result-schema.js";
import { refuseOtherSchema, savedSchemas } from "./saved-schemas.js";

const labelled = heldTo<LabelledResult>()(
  z.object({
    label: z.string(),
    result: resultSchema,
    variant: z.string().optional(),
    network: z.string().optional(),
  }),
);

const measured = heldTo<MeasuredDifference>()(
  z.object({
    label: z.string(),
    from: z.string(),
    time: z.number(),
    causes: z.array(
      z.object({ cause: z.string(), time: z.number(), basis: z.enum(["re-run", "remainder"]) }),
    ),
  }),
);

const comparisonSchema = z.object({
  schema: z.literal(savedSchemas.comparison),
  results: z.array(labelled).min(1),
  reference: z.string().optional(),
  differences: z.array(measured).optional(),
});

const column = heldTo<Column>()(z.object({ key: z.string(), label: z.string(), unit: z.enum(units) }));
const rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])));

const sweepSchema = heldTo<Sweep & { readonly schema: typeof savedSchemas.sweep }>()(
  z.object({
    schema: z.literal(savedSchemas.sweep),
    name: z.string(),
    provenance: provenanceSchema.optional(),
    parameters: z.array(column),
    measures: z.array(column),
    rows,
    pareto: rows.optional(),
  }),
);

/**
 * A result that was saved as JSON, checked: `readResult(JSON.parse(text))`. One of an earlier version is converted where that can be done. Throws INVALID_VALUE or
 * MISSING_VALUE, with the field, for anything else, a result of a newer version among it.
 */
export function readResult(value: unknown): Result {
  const saved = convertedResult(value);
  refuseOtherSchema(saved, ["result"]);
  return checked(resultSchema, saved, "a saved result");
}

/** What a run, a comparison or a sweep saved as JSON (`savedReport`), checked. Throws as `readResult` does. */
export function readReport(value: unknown): ReportInput {
  const saved = convertedResult(value);
  const kind = refuseOtherSchema(saved, ["result", "comparison", "sweep"]);
  if (kind === "result") return { kind, result: readResult(saved) };
  if (kind === "sweep") return { kind, sweep: checked(sweepSchema, saved, "a saved sweep") };
  const { results } = saved as { readonly results?: unknown };
  const current = {
    ...(saved as object),
    results: Array.isArray(results) ? results.map(currentRun) : results,
  };
  const { schema: _, ...comparison } = checked(comparisonSchema, current, "a saved comparison");
  return { kind, ...comparison };
}

/** A run of a comparison with its result in the form of this version. */
function currentRun(run: unknown, index: number): unknown {
  if (typeof run !== "object" || run === null) return run;
  const { result } = run as { readonly result?: unknown };
  if (typeof result !== "object" || result === null) return run;
  try {
    const current = convertedResult(result);
    refuseOtherSchema(current, ["result"]);
    return { ...run, result: current };
  } catch (error) {
    throw isAstraError(error)
      ? new AstraError(error.code, { ...error.details, field: `results.${index}.result.schema` })
      : error;
  }
}

/** The value itself, so that keys that a newer version has added stay in it. */
function checked<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  validateOptions(schema, value, "", what);
  return value as Value;
}

/** The form in which results are saved: plain JSON that says of what schema it is. */
export function savedReport(input: ReportInput): object {
  if (input.kind === "result") return input.result;
  if (input.kind === "comparison") {
    const { kind: _, title: _title, ...comparison } = input;
    return { schema: savedSchemas.comparison, ...comparison };
  }
  return { schema: savedSchemas.sweep, ...input.sweep };
}

const inWhat =
  "Times are in ns and sizes in bytes, bandwidths in bytes per ns. What a newer version adds stands beside what is listed here.";

const schemaOf = { result: resultSchema, comparison: comparisonSchema, sweep: sweepSchema };
const titleOf = {
  result: "Result of a run of astra-ts",
  comparison: "Results of astra-ts side by side",
  sweep: "Sweep of astra-ts",
};

/** JSON Schema (2020-12) of the form in which results are saved. */
export function savedJsonSchema(kind: ReportInput["kind"]): object {
  return {
    ...z.toJSONSchema(schemaOf[kind], { unrepresentable: "any", io: "input" }),
    title: titleOf[kind],
    description: inWhat,
  };
}
