import { closeSync, openSync, readSync, statSync } from "node:fs";
import { AstraError } from "@astra-ts/core";

const pieceBytes = 2 ** 20;

/** The content of a regular file, piece by piece, in a buffer that serves again for the next piece. Throws FILE_MISSING, where it is not there or no file. */
export function* piecesOf(file: string, what: string): Generator<Uint8Array> {
  const descriptor = opened(file, what);
  try {
    const buffer = new Uint8Array(pieceBytes);
    for (;;) {
      const length = readSync(descriptor, buffer);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

function opened(file: string, what: string): number {
  const fail = (problem: string, cause?: unknown): never => {
    throw new AstraError("FILE_MISSING", { file, problem: `${what}: ${problem}`, cause });
  };
  try {
    if (!statSync(file).isFile()) return fail("this is not a file");
    return openSync(file, "r");
  } catch (error) {
    if (error instanceof AstraError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return fail(code === "ENOENT" ? "no such file" : `cannot be read (${code})`, error);
  }
}
