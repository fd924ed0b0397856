import { createHash } from "node:crypto";
import type { GraphWorkload, Origin, Origins } from "@astra-ts/core";
import {
  TextPool,
  type TraceContent,
  type TraceOptions,
  TraceReader,
  traceWorkload,
} from "@astra-ts/workload";
import { piecesOf } from "../files/pieces.js";
import { checkTraces, type TraceNames, traceNames } from "./trace-names.js";

interface ReadOptions extends TraceOptions {
  /** Ranks whose traces are read: the NPUs of the machine. */
  readonly ranks: number;
  readonly warn: (message: string) => void;
}

/** A workload of traces, and the file of each rank for errors that are found late. */
export interface TracesContent {
  readonly workload: GraphWorkload;
  readonly origins: Origins;
}

/**
 * Reads the traces of all ranks: a pattern with `{rank}`, a prefix, or one file for all. Files of the same bytes are read once where they mean the same. Throws an `AstraError` that names
 * the file and the node or byte.
 */
export function readTraces(name: string, { ranks, warn, ...options }: ReadOptions): TracesContent {
  const names = traceNames(name);
  checkTraces(names, ranks, warn);
  const contents = contentsOf(names, ranks, { ...options, ranks });
  showWarnings(name, contents, warn);
  return { workload: traceWorkload(contents), origins: originsOf(names) };
}

function contentsOf(names: TraceNames, ranks: number, options: TraceOptions): TraceContent[] {
  const pool = new TextPool();
  const known = new Map<string, TraceContent>();
  return Array.from({ length: ranks }, (_, rank) => {
    const file = names.fileOf(rank);
    const hash = createHash("sha1");
    for (const piece of piecesOf(file, "trace")) hash.update(piece);
    const digest = hash.digest("hex");
    const same = known.get(digest);
    if (same !== undefined) return same;
    const reader = new TraceReader(file, rank, options, pool);
    for (const piece of piecesOf(file, "trace")) reader.push(piece);
    const content = reader.end();
    if (content.isSameForAll) known.set(digest, content);
    return content;
  });
}

/** Warnings told one by one; ranks have many in common. */
const mostWarnings = 6;

/** Each warning once, with the ranks that have it. */
function showWarnings(
  name: string,
  contents: readonly TraceContent[],
  warn: (message: string) => void,
): void {
  const ranksOf = new Map<string, number[]>();
  for (const [rank, { warnings }] of contents.entries())
    for (const warning of warnings) {
      const ranks = ranksOf.get(warning);
      if (ranks === undefined) ranksOf.set(warning, [rank]);
      else ranks.push(rank);
    }
  const told = [...ranksOf].slice(0, mostWarnings);
  for (const [warning, ranks] of told) warn(`${name}, ${ranksText(ranks, contents.length)}: ${warning}`);
  if (told.length < ranksOf.size)
    warn(`${name}: ${ranksOf.size - told.length} more like these, of other ranks.`);
}

function ranksText(ranks: readonly number[], all: number): string {
  if (ranks.length === all) return all === 1 ? "rank 0" : "all ranks";
  const [first] = ranks;
  return ranks.length === 1 ? `rank ${first}` : `rank ${first} and ${ranks.length - 1} more`;
}

/** Errors of the workload layer name the graph of a rank and a node in it. */
function originsOf(names: TraceNames): Origins {
  const origin = (rest: string): Origin => {
    const [, rank, node] = /^ranks\.(\d+)(?:: (.*))?$/s.exec(rest) ?? [];
    return { file: names.fileOf(Number(rank ?? 0)), field: node ?? rest };
  };
  return new Map([["workload", origin]]);
}
