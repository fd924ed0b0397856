import { AstraError } from "@astra-ts/core";
import { byPlace, type SweepRecord } from "./record.js";
import {
  readSweepFile,
  refuseOtherExperiment,
  type SweepFile,
  type SweepHeader,
  SweepWriter,
} from "./results-file.js";
import { lockResults } from "./results-lock.js";
import { shardFilesBeside } from "./shard.js";

/** What a merge found. */
export interface Merge {
  readonly header: SweepHeader;
  /** A record for each point that has one, in the order of the sweep. */
  readonly records: readonly SweepRecord[];
  /** Files of shards that were read. */
  readonly shardFiles: number;
  /** Records that the main file had not. */
  readonly added: number;
  /** How many points each version of astra-ts has run, the most first. */
  readonly versions: readonly (readonly [version: string, points: number])[];
}

/**
 * Brings what the shards of a sweep have into its main results file: each point once, one that failed in one file and not in another as the one that did not fail. The files of the shards stay. A merge
 * that was cut off goes on where it was; one of shards that still run takes what is there. Throws FILE_MISSING where there is nothing to merge, INVALID_VALUE for files of different experiments or two that contradict each other, and
 * FILE_IN_USE.
 */
export async function mergeShards(file: string): Promise<Merge> {
  const lock = await lockResults(file);
  try {
    return merged(file);
  } finally {
    lock.release();
  }
}

function merged(file: string): Merge {
  const main = readSweepFile(file);
  const shardFiles = shardFilesBeside(file);
  const shards = shardFiles.map((path) => ({ path, content: readSweepFile(path) }));
  const header = headerOfAll(file, [{ path: file, content: main }, ...shards]);
  const records = new Map(main.records);
  const origin = new Map([...main.records.keys()].map((id) => [id, file]));
  const added: SweepRecord[] = [];
  for (const { path, content } of shards) {
    for (const [id, record] of content.records) {
      const before = records.get(id);
      if (before !== undefined) refuseContradiction(before, origin.get(id)!, record, path);
      if (before?.status === "ok" || (before !== undefined && record.status === "failed")) continue;
      records.set(id, record);
      origin.set(id, path);
    }
  }
  for (const [id, record] of records) if (main.records.get(id) !== record) added.push(record);
  if (added.length > 0) {
    const writer = new SweepWriter(file, main, header);
    try {
      writer.add(added.sort(byPlace));
    } finally {
      writer.close();
    }
  }
  return {
    header,
    records: [...records.values()].sort(byPlace),
    shardFiles: shards.length,
    added: added.length,
    versions: versionsOf(records.values()),
  };
}

/** The header of the main file, as the whole sweep has it. */
function headerOfAll(file: string, files: readonly { path: string; content: SweepFile }[]): SweepHeader {
  const headers = files.flatMap(({ content }) => content.header ?? []);
  // The files of later sweeps stand last; what a sweep varies may have changed.
  const last = headers.find(({ shard }) => shard === undefined) ?? headers.at(-1);
  if (last === undefined) {
    throw new AstraError("FILE_MISSING", {
      file,
      problem: "there are no results here, neither of a sweep nor of its shards",
      hint: "Name the file that the sweep was given by --results; those of its shards are looked for beside it.",
    });
  }
  const { shard: _shard, ...header } = last;
  for (const { path, content } of files) refuseOtherExperiment(path, content, header);
  return header;
}

/** One point cannot have two results: runs are deterministic, and the version is part of a point's id. */
function refuseContradiction(before: SweepRecord, first: string, record: SweepRecord, second: string): void {
  if (before.status !== "ok" || record.status !== "ok") return;
  const keys = new Set([...Object.keys(before.measures), ...Object.keys(record.measures)]);
  keys.delete("wall_s");
  for (const key of keys) {
    const [one, other] = [before.measures[key] ?? null, record.measures[key] ?? null];
    if (one === other) continue;
    throw new AstraError("INVALID_VALUE", {
      file: second,
      field: key,
      problem: `the point ${record.id} (${settingsOf(record)}) has another result in ${first}, where it is ${one}`,
      found: other,
      hint: "One version of astra-ts gives a point one result: a plugin was changed between the two, or a file was. Remove the file that is wrong, and run its points again.",
    });
  }
}

function settingsOf({ parameters }: SweepRecord): string {
  return Object.entries(parameters)
    .map(([name, label]) => `${name}=${label}`)
    .join(" ");
}

function versionsOf(records: Iterable<SweepRecord>): [string, number][] {
  const counts = new Map<string, number>();
  for (const { version } of records) counts.set(version, (counts.get(version) ?? 0) + 1);
  return [...counts].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
}
