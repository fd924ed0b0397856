import { finishedBeside } from "./finished-beside.js";
import type { SweepPoint } from "./points.js";
import type { SweepRecord } from "./record.js";
import { readSweepFile, refuseOtherExperiment, type SweepHeader, SweepWriter } from "./results-file.js";
import { lockResults } from "./results-lock.js";
import type { FinishedPoint } from "./run-point.js";
import type { SweepRunner } from "./runner.js";
import type { Shard } from "./shard.js";
import { secondsOf } from "./shard-points.js";

export interface SweepOptions {
  readonly points: readonly SweepPoint[];
  readonly runner: SweepRunner;
  /** File that results are appended to. */
  readonly file: string;
  /** Other results files of the sweep: what they have is not run again. */
  readonly beside: readonly string[];
  readonly header: SweepHeader;
  /** Where the points are those of a shard: which, and how many worker threads run it. */
  readonly shard?: (Shard & { readonly workers: number }) | undefined;
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
  /** Points that an earlier call had finished, or another shard. */
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
 * Runs the points that the results files have no record of, and appends theirs as they finish. Records of earlier calls get the labels of the present axes. Ends early, with
 * what there is, when the signal says so. Throws for a file of another experiment, and LOCKED for one that another process writes to.
 */
export async function runSweep(options: SweepOptions): Promise<SweepOutcome> {
  const lock = await lockResults(options.file);
  try {
    return await runLocked(options, lock.assertOwn);
  } finally {
    lock.release();
  }
}

async function runLocked(options: SweepOptions, assertOwn: () => void): Promise<SweepOutcome> {
  const { points, runner, file, shard, retryFailed, signal } = options;
  const existing = readSweepFile(file);
  refuseOtherExperiment(file, existing, options.header);
  const elsewhere = finishedBeside(options.beside, options.header);
  const records = new Map<string, SweepRecord>();
  const relabelled: SweepRecord[] = [];
  for (const { id, index, parameters } of points) {
    const own = existing.records.get(id);
    const other = elsewhere.get(id);
    const record = own?.status === "ok" || other === undefined ? own : other;
    if (record === undefined || (retryFailed && record.status === "failed")) continue;
    const isSame = record.index === index && JSON.stringify(record.parameters) === JSON.stringify(parameters);
    records.set(id, isSame ? record : { ...record, index, parameters });
    if (!isSame && record === own) relabelled.push(records.get(id)!);
  }
  const before = records.size;
  let failed = [...records.values()].filter(({ status }) => status === "failed").length;
  const progress = (): SweepProgress => ({
    total: points.length,
    before,
    now: records.size - before,
    failed,
  });
  options.onProgress(progress());
  const left = points.filter(({ id }) => !records.has(id));
  const own = points.filter(({ id }) => existing.records.has(id) || !records.has(id));
  const header: SweepHeader = {
    ...options.header,
    ...(shard === undefined ? {} : { shard: { ...shard, points: own.length, cost: secondsOf(own) } }),
  };
  // The file of a shard says what the shard is, even where others have done all its points.
  if (left.length > 0 || relabelled.length > 0 || (shard !== undefined && existing.header === undefined)) {
    const writer = new SweepWriter(file, existing, header);
    try {
      writer.add(relabelled);
      await runner.run(left, {
        signal,
        finished(finished) {
          assertOwn();
          writer.add(finished.map(({ record }) => record));
          for (const point of finished) {
            records.set(point.record.id, point.record);
            if (point.record.status === "failed") failed++;
            options.onPoint?.(point);
          }
          options.onProgress(progress());
        },
      });
    } finally {
      writer.close();
    }
  }
  const inOrder = [...points].sort((a, b) => a.index - b.index);
  const done = inOrder.flatMap(({ id }) => records.get(id) ?? []);
  return { records: done, progress: progress() };
}
