import { AstraError, isAstraError, type Registry, type Result, simulate, version } from "@astra-ts/core";
import { measuresOf } from "@astra-ts/report";
import { buildExperiment } from "../experiment/build.js";
import { originOfChange } from "../experiment/origin-of-change.js";
import type { ReusedParts } from "../experiment/reused-parts.js";
import { memoryBudgets } from "../limits/memory-budgets.js";
import type { PluginModule } from "../plugins/admit-plugins.js";
import { changed, type SweepPoint } from "./points.js";
import type { FailedRecord, SweepRecord } from "./record.js";

/** The experiment that a sweep varies, as it goes to a worker. */
export interface SweepBase {
  /** The experiment file, for messages. */
  readonly file: string;
  readonly raw: Readonly<Record<string, unknown>>;
  /** Plugin modules to load: a thread loads what the command has admitted, and decides nothing. */
  readonly plugins: readonly PluginModule[];
  /** Send whole results along, timeline included. */
  readonly keepResults: boolean;
  /** Bytes that the process may take, all its threads together; undefined: what there is. */
  readonly memoryBudget?: number | undefined;
}

/** A point that has been run. */
export interface FinishedPoint {
  readonly record: SweepRecord;
  readonly result?: Result;
  readonly seconds: number;
}

/** Runs one point; what goes wrong becomes a failed record. Only an abort is thrown. */
export async function runPoint(
  base: SweepBase,
  point: SweepPoint,
  registry: Registry,
  reuse: ReusedParts,
  signal?: { readonly aborted: boolean },
): Promise<FinishedPoint> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const { file, keepResults } = base;
  const raw = changed(base.raw, point.changes);
  let locate = (error: AstraError) => locatedByChange(error, point, file);
  try {
    const built = buildExperiment({ file, raw, locate }, registry, undefined, reuse);
    locate = built.locate;
    const experiment = keepResults
      ? built.experiment
      : { ...built.experiment, timeline: { ranks: 0, spans: 0 } };
    const result = await simulate(experiment, registry, {
      signal,
      memory: memoryBudgets(base.memoryBudget),
    });
    const warnings = [...built.warnings, ...result.warnings];
    const record: SweepRecord = {
      ...placeOf(point),
      status: "ok",
      measures: measuresOf(result),
      version,
      warnings,
    };
    return { record, seconds: seconds(), ...(keepResults ? { result: { ...result, warnings } } : {}) };
  } catch (error) {
    if (isAstraError(error) && error.code === "ABORTED") throw error;
    return { record: failedRecord(point, isAstraError(error) ? locate(error) : error), seconds: seconds() };
  }
}

/** Lines are not known here: the field is told as the sweep has it. */
function locatedByChange(error: AstraError, { changes }: SweepPoint, file: string): AstraError {
  const { field, file: known } = error.details;
  const origin = field === undefined || known !== undefined ? undefined : originOfChange(field, changes);
  if (origin === undefined) return error.located({ file });
  return new AstraError(error.code, {
    ...error.details,
    field: origin.field,
    ...(origin.path === undefined ? {} : { file }),
  });
}

/** The record of a point that could not be run. */
export function failedRecord(point: SweepPoint, error: unknown): FailedRecord {
  const known = isAstraError(error);
  return {
    ...placeOf(point),
    status: "failed",
    error: {
      code: known ? error.code : "DEFECT",
      message: error instanceof Error ? error.message : String(error),
      ...(known && error.hint !== undefined ? { hint: error.hint } : {}),
    },
    version,
  };
}

function placeOf({
  id,
  index,
  cost,
  parameters,
}: SweepPoint): Pick<SweepRecord, "id" | "index" | "cost" | "parameters"> {
  return { id, index, ...(cost === undefined ? {} : { cost }), parameters };
}
