import { existsSync, statSync } from "node:fs";
import { AstraError } from "@astra-ts/core";

const placeOfRank = "{rank}";

/** Where the traces of all ranks stand. */
export interface TraceNames {
  /** The file of a rank. */
  readonly fileOf: (rank: number) => string;
  /** One file serves all ranks. */
  readonly isOneForAll: boolean;
}

/**
 * The files that a name stands for: a pattern with `{rank}`, one file for all ranks, or the prefix of files `<prefix>.<rank>.et`, as ASTRA-sim 2.x has it. What is not there is taken for a
 * prefix.
 */
export function traceNames(name: string): TraceNames {
  if (name.includes(placeOfRank))
    return { fileOf: (rank) => name.replaceAll(placeOfRank, String(rank)), isOneForAll: false };
  if (isFile(name)) return { fileOf: () => name, isOneForAll: true };
  return { fileOf: (rank) => `${name}.${rank}.et`, isOneForAll: false };
}

/** Whether a name stands for traces: a pattern, or a prefix with a file for rank 0. */
export function namesTraces(name: string): boolean {
  return name.includes(placeOfRank) || (!isFile(name) && isFile(traceNames(name).fileOf(0)));
}

/** How many ranks in a row have a file, up to `most`. */
export function tracesThere({ fileOf, isOneForAll }: TraceNames, most = Number.POSITIVE_INFINITY): number {
  if (isOneForAll) return 1;
  let ranks = 0;
  while (ranks < most && isFile(fileOf(ranks))) ranks++;
  return ranks;
}

/** Throws FILE_MISSING or LENGTH_MISMATCH unless every one of so many ranks has a trace; tells of traces that nobody runs. */
export function checkTraces(names: TraceNames, ranks: number, warn: (message: string) => void): void {
  if (names.isOneForAll) return;
  const there = tracesThere(names, ranks + 1);
  if (there > ranks)
    warn(
      `${names.fileOf(ranks)} is there too: the machine has ${ranks} NPUs, and traces of ranks beyond them do not run.`,
    );
  if (there >= ranks) return;
  if (there === 0) {
    throw new AstraError("FILE_MISSING", {
      file: names.fileOf(0),
      problem: "trace of rank 0: no such file",
      hint: `Traces are named by a pattern with ${placeOfRank}, or by what stands before .<rank>.et: --workload-configuration=llama for llama.0.et, llama.1.et, …`,
    });
  }
  throw new AstraError("LENGTH_MISMATCH", {
    file: names.fileOf(there),
    problem: `the machine has ${ranks} NPUs, and rank ${there} has no trace`,
    found: `traces of ${there === 1 ? "rank 0 alone" : `the ranks 0 to ${there - 1}`}`,
    expected: `a trace for each of ${ranks} ranks`,
  });
}

function isFile(path: string): boolean {
  return existsSync(path) && !statSync(path).isDirectory();
}
