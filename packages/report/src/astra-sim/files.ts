import type { Result } from "@astra-ts/core";
import { detailedCsv, endToEndCsv } from "./layer-tables.js";
import type { RunPlace } from "./run-place.js";
import { backendDimensionInfoCsv, backendEndToEndCsv, tutorialResultCsv } from "./run-tables.js";
import { dimensionUtilizationCsv } from "./utilization-table.js";

type Writer = (result: Result, place: RunPlace, existing?: string) => string;

const shared: Readonly<Record<string, Writer>> = {
  "backend_end_to_end.csv": backendEndToEndCsv,
  "backend_dim_info.csv": backendDimensionInfoCsv,
  "tutorial_result.csv": tutorialResultCsv,
};

/** Files that ASTRA-sim leaves out where the system file says `seprate-log: 0`. */
const separate: Readonly<Record<string, Writer>> = {
  "EndToEnd.csv": endToEndCsv,
  "detailed.csv": detailedCsv,
};

/**
 * Every file that ASTRA-sim 1.0 writes for a run, by name. `read` gives the text of a file as earlier runs left it, or undefined; it is asked for only
 * where this run adds to it.
 */
export function astraSimFiles(
  result: Result,
  place: RunPlace,
  separateLog: boolean,
  read: (file: string) => string | undefined,
): Map<string, string> {
  const writers = { ...shared, ...(separateLog ? separate : {}) };
  const files = new Map<string, string>();
  for (const [file, write] of Object.entries(writers)) {
    files.set(file, write(result, place, place.statRow === 0 ? undefined : read(file)));
  }
  if (separateLog) {
    files.set(`${place.runName}_dimension_utilization.csv`, dimensionUtilizationCsv(result));
  }
  return files;
}
