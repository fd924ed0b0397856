import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { AstraError } from "@astra-ts/core";
import { inputLimits } from "../files/input-limits.js";
import { readInput } from "../files/read-input.js";
import type { SweepRecord } from "./record.js";
import { sweepHeader, sweepRecord } from "./record-schema.js";
import type { Shard } from "./shard.js";

/** First line of a results file. */
export interface SweepHeader {
  readonly schema: "astra-ts/sweep-points@2";
  readonly version: string;
  readonly name: string;
  /** Digest of the experiment that is varied. Absent in files of earlier versions. */
  readonly experiment?: string | undefined;
  /** Names of the parameters, in the order of the axes. */
  readonly parameters: readonly string[];
  /** The field that each parameter changes, which says its unit; null for named cases. Absent in files of earlier versions. */
  readonly fields?: readonly (string | null)[] | undefined;
  /** Points of the whole sweep. Absent in files of earlier versions. */
  readonly points?: number | undefined;
  /** Which part of the sweep the file is for; absent: the whole. */
  readonly shard?: ShardHeader | undefined;
}

/** What the file of a shard says of the shard. */
export interface ShardHeader extends Shard {
  /** Points that the file is to get, and the seconds that they take on one core, by an estimate. Points that another file had already do not count. */
  readonly points: number;
  readonly cost: number;
  /** Worker threads that run it. */
  readonly workers: number;
}

/** What a results file holds. */
export interface SweepFile {
  readonly header: SweepHeader | undefined;
  /** By id; where a point was run twice, what came last. */
  readonly records: ReadonlyMap<string, SweepRecord>;
  /** Length of the whole lines, bytes; what follows was being written when its writer was killed. */
  readonly wholeLines: number;
}

/**
 * Reads a results file; one that does not exist is empty. A last line without an end is left out. Throws FILE_MISSING for what is no file, TOO_LARGE, and FILE_SYNTAX with the line for anything else that
 * is not of a sweep.
 */
export function readSweepFile(file: string): SweepFile {
  const records = new Map<string, SweepRecord>();
  if (!existsSync(file)) return { header: undefined, records, wholeLines: 0 };
  const content = readInput({ file, what: "results of a sweep", limitOf: () => inputLimits.saved });
  const wholeLines = content.lastIndexOf(0x0a) + 1;
  let header: SweepHeader | undefined;
  for (const [index, line] of content.subarray(0, wholeLines).toString("utf8").split("\n").entries()) {
    if (line.trim() === "") continue;
    const value = parseLine(line, file, index + 1);
    if ("schema" in value) header = value;
    else records.set(value.id, value);
  }
  return { header, records, wholeLines };
}

function parseLine(line: string, file: string, number: number): SweepHeader | SweepRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw notOurs(file, number, cause);
  }
  if (typeof value !== "object" || value === null) throw notOurs(file, number);
  if ("schema" in value && value.schema === "astra-ts/sweep-points@1") throw earlier(file, number);
  const { success, data, error } = ("schema" in value ? sweepHeader : sweepRecord).safeParse(value);
  if (!success) throw notOurs(file, number, error);
  return data;
}

function earlier(file: string, line: number): AstraError {
  return new AstraError("INVALID_VALUE", {
    file,
    line,
    field: "schema",
    problem: "results of a sweep of an earlier version, whose times were those of NPU 0",
    found: "astra-ts/sweep-points@1",
    expected: "astra-ts/sweep-points@2, whose times are those of the NPU that finishes last",
    hint: "Name another file with --results, or move this one out of the way, and run the sweep again.",
  });
}

function notOurs(file: string, line: number, cause?: unknown): AstraError {
  return new AstraError("FILE_SYNTAX", {
    file,
    line,
    problem: "not a line of a sweep's results",
    expected: "a JSON object with schema, or with id, parameters, version, status and measures or error",
    hint: "Name another file with --results, or move this one out of the way.",
    cause,
  });
}

/** Throws where a results file is of another experiment, so that none gets the points of two. */
export function refuseOtherExperiment(file: string, { header: old }: SweepFile, own: SweepHeader): void {
  if (old?.experiment === undefined || old.experiment === own.experiment) return;
  throw new AstraError("INVALID_VALUE", {
    file,
    field: "experiment",
    problem: `these are results of another experiment${old.name === own.name ? " of the same name" : ""}, or of this one before it was changed`,
    found: old.name === own.name ? old.experiment : `${old.name} (${old.experiment})`,
    expected: own.experiment,
    hint: "Name another file with --results, or move this one out of the way. What a sweep varies may change from call to call; the rest may not.",
  });
}

/** Appends to a results file. What `add` was given is on the disk when it returns. */
export class SweepWriter {
  readonly #file: string;
  readonly #descriptor: number;

  /** Cuts off the line that a killed writer left unfinished, and writes the header where the file has none or another one. Throws FILE_WRITE. */
  constructor(file: string, { wholeLines, header: old }: SweepFile, header: SweepHeader) {
    this.#file = file;
    try {
      mkdirSync(dirname(file), { recursive: true });
      this.#descriptor = openSync(file, "a");
      ftruncateSync(this.#descriptor, wholeLines);
    } catch (error) {
      throw this.#failed(error);
    }
    if (JSON.stringify(old) !== JSON.stringify(header)) this.#append([header]);
  }

  add(records: readonly SweepRecord[]): void {
    this.#append(records);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #append(lines: readonly object[]): void {
    const content = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    try {
      for (let at = 0; at < content.length; ) at += writeSync(this.#descriptor, content, at);
      fsyncSync(this.#descriptor);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): AstraError {
    return new AstraError("FILE_WRITE", {
      file: this.#file,
      problem: `cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
      cause: error,
    });
  }
}
