import type { Astra2Outcome, Astra2Record } from "./astra2.mjs";

/** Whether the workload of a record is a graph, or a graph does its collective. */
export function isGraphRecord(record: Astra2Record): boolean;

/**
 * Compares finish and exposed time of every NPU, statistics, and start and end of every node. `packages`: the functions of our packages that the check calls, and a
 * `registry`; `recordsFile`: where the record stands, for the files beside it.
 */
export function checkRecord(
  record: Astra2Record,
  packages: object,
  recordsFile: string,
): Promise<Astra2Outcome>;
