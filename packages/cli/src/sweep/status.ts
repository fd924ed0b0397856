import { isRunning, type LockOwner } from "./lock-owner.js";
import type { SweepRecord } from "./record.js";
import { readSweepFile, type ShardHeader, type SweepFile } from "./results-file.js";
import { holderOf } from "./results-lock.js";
import { type Shard, shardFilesBeside } from "./shard.js";

/** How far a sweep is, over all its shards. */
export interface SweepStatus extends Counts {
  readonly name: string | undefined;
  /** Points of the sweep; undefined where no file says. */
  readonly points: number | undefined;
  /** Until the end, by what the points done so far have taken; undefined where nothing runs, or none is done yet. */
  readonly secondsLeft: number | undefined;
  /** One for each file of a shard. */
  readonly shards: readonly ShardStatus[];
}

export interface ShardStatus extends Shard, Counts {
  readonly file: string;
  readonly points: number;
  readonly secondsLeft: number | undefined;
  /** Who writes the file; undefined where nobody does. */
  readonly writer: Pick<LockOwner, "host" | "pid" | "since"> | undefined;
}

interface Counts {
  readonly done: number;
  readonly failed: number;
  readonly left: number;
}

/** Reads how far a sweep is from its results files, whoever is writing them. Throws what `readSweepFile` throws. */
export function sweepStatus(file: string): SweepStatus {
  const main = readSweepFile(file);
  const shards = shardFilesBeside(file).map((path) => ({ path, content: readSweepFile(path) }));
  const all = [main, ...shards.map(({ content }) => content)];
  const header = main.header ?? all.map((content) => content.header).findLast((own) => own !== undefined);
  const counts = countsOf(all.flatMap(({ records }) => [...records.values()]));
  const points = all.map((content) => content.header?.points).findLast((own) => own !== undefined);
  const left = Math.max(0, (points ?? 0) - counts.done - counts.failed);
  const pace = paceOf(all);
  const statuses = shards.flatMap(({ path, content }) => shardStatus(path, content, pace));
  return {
    name: header?.name,
    points,
    ...counts,
    left,
    secondsLeft: left === 0 ? 0 : secondsLeft(statuses, all, left, pace),
    shards: statuses,
  };
}

function shardStatus(file: string, { header, records }: SweepFile, pace: number | undefined): ShardStatus[] {
  const shard = header?.shard;
  if (shard === undefined) return [];
  const { index, count, points, workers } = shard;
  const counts = countsOf(records.values());
  const left = Math.max(0, points - counts.done - counts.failed);
  const writer = writerOf(file);
  const seconds = pace === undefined ? undefined : (costLeft(shard, records.values()) * pace) / workers;
  return [
    {
      index,
      count,
      file,
      points,
      ...counts,
      left,
      secondsLeft: left === 0 ? 0 : writer === undefined ? undefined : seconds,
      writer,
    },
  ];
}

function writerOf(file: string): ShardStatus["writer"] {
  const holder = holderOf(file);
  if (holder === undefined || isRunning(holder) === false) return undefined;
  const { host, pid, since } = holder;
  return { host, pid, since };
}

/** Points that are done in one file and failed in another are done. */
function countsOf(records: Iterable<SweepRecord>): Pick<Counts, "done" | "failed"> {
  const done = new Set<string>();
  const failed = new Set<string>();
  for (const { id, status } of records) (status === "ok" ? done : failed).add(id);
  for (const id of done) failed.delete(id);
  return { done: done.size, failed: failed.size };
}

/** Seconds that points have taken, over those that they were estimated to take. */
function paceOf(files: readonly SweepFile[]): number | undefined {
  let seconds = 0;
  let cost = 0;
  for (const { records } of files) {
    for (const record of records.values()) {
      if (record.status !== "ok" || record.cost === undefined) continue;
      seconds += record.measures.wall_s ?? 0;
      cost += record.cost;
    }
  }
  return cost === 0 ? undefined : seconds / cost;
}

function costLeft({ cost }: ShardHeader, records: Iterable<SweepRecord>): number {
  let spent = 0;
  for (const record of records) spent += record.cost ?? 0;
  return Math.max(0, cost - spent);
}

/** As long as the longest shard that runs, or as what is left of all takes where as many workers go on as work now. */
function secondsLeft(
  shards: readonly ShardStatus[],
  files: readonly SweepFile[],
  left: number,
  pace: number | undefined,
): number | undefined {
  const running = shards.filter(({ writer, left: own }) => writer !== undefined && own > 0);
  if (pace === undefined || running.length === 0) return undefined;
  let [cost, points, dealt, workers] = [0, 0, 0, 0];
  let costOfStarted = 0;
  for (const { header, records } of files) {
    if (header?.shard === undefined) continue;
    cost += header.shard.cost;
    points += header.shard.points;
    costOfStarted += costLeft(header.shard, records.values());
    if (running.some(({ index, count }) => index === header.shard!.index && count === header.shard!.count))
      workers += header.shard.workers;
  }
  for (const shard of shards) dealt += shard.left;
  const costOfOthers = points === 0 ? 0 : (Math.max(0, left - dealt) * cost) / points;
  const longest = Math.max(...running.map(({ secondsLeft: own }) => own ?? 0));
  return Math.max(longest, ((costOfStarted + costOfOthers) * pace) / Math.max(1, workers));
}
