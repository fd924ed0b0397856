import type { SweepPoint } from "./points.js";
import type { SweepRecord } from "./record.js";
import { readSweepFile, refuseOtherExperiment, type SweepHeader, SweepWriter } from "./results-file.js";
import type { FinishedPoint } from "./run-point.js";
import type { SweepRunner } from "./runner.js";

export interface SweepOptions {
  readonly points: readonly SweepPoint[];
  readonly runner: SweepRunner;
  /** File that results are appended to. */
  readonly file: string;
  readonly header: SweepHeader;
  /** Run points again that failed before. */
  readonly retryFailed: boolean;
  readonly signal: AbortSignal;
  /** Called before the first point, and after each batch. */
  readonly onProgress: (progress: SweepProgress) => void;
  /** Called with each point that was run now, after its record is on the disk. */
  readonly onPoint?: (point: FinishedPoint) => void;
}

export interface SweepProgress {
  readonly total: number;
  /** Points that an earlier call had finished. */
  readonly before: number;
  /** Points finished by this call. */
  readonly now: number;
  readonly failed: number;
}

/** A sweep's outcome: a record per point, in the order of the points, for those that have been run. */
export interface SweepOutcome {
  readonly records: readonly SweepRecord[];
  readonly progress: SweepProgress;
}

/**
 * Runs the points that the results file has no record of, and appends theirs as they finish. Records of earlier calls get the labels of the present axes. Ends early, with
 * what there is, when the signal says so. Throws for a file of another experiment.
 */
export async function runSweep(options: SweepOptions): Promise<SweepOutcome> {
  const { points, runner, file, header, retryFailed, signal } = options;
  const existing = readSweepFile(file);
  refuseOtherExperiment(file, existing, header);
  const records = new Map<string, SweepRecord>();
  const relabelled: SweepRecord[] = [];
  for (const { id, parameters } of points) {
    const record = existing.records.get(id);
    if (record === undefined || (retryFailed && record.status === "failed")) continue;
    const isSame = JSON.stringify(record.parameters) === JSON.stringify(parameters);
    records.set(id, isSame ? record : { ...record, parameters });
    if (!isSame) relabelled.push(records.get(id)!);
  }
  const before = records.size;
  const progress = (): SweepProgress => ({
    total: points.length,
    before,
    now: records.size - before,
    failed: [...records.values()].filter(({ status }) => status === "failed").length,
  });
  options.onProgress(progress());
  const left = points.filter(({ id }) => !records.has(id));
  if (left.length > 0 || relabelled.length > 0) {
    const writer = new SweepWriter(file, existing, header);
    try {
      writer.add(relabelled);
      await runner.run(left, {
        signal,
        finished(finished) {
          writer.add(finished.map(({ record }) => record));
          for (const point of finished) {
            records.set(point.record.id, point.record);
            options.onPoint?.(point);
          }
          options.onProgress(progress());
        },
      });
    } finally {
      writer.close();
    }
  }
  const done = points.flatMap(({ id }) => records.get(id) ?? []);
  return { records: done, progress: progress() };
}
