import type { SweepRecord } from "./record.js";
import { readSweepFile, refuseOtherExperiment, type SweepHeader } from "./results-file.js";

/** The records in other results files of a sweep, by id; of a point that failed in one and not in another, the one that did not fail. Throws for a file of another experiment. */
export function finishedBeside(files: readonly string[], header: SweepHeader): Map<string, SweepRecord> {
  const records = new Map<string, SweepRecord>();
  for (const file of files) {
    const content = readSweepFile(file);
    refuseOtherExperiment(file, content, header);
    for (const [id, record] of content.records) if (records.get(id)?.status !== "ok") records.set(id, record);
  }
  return records;
}
