import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { AstraError } from "@astra-ts/core";

const pieceBytes = 2 ** 20;
/** What is compressed is inflated as a whole: at most so many bytes. */
const mostInflated = 2 ** 30;

/**
 * The content of a regular file, piece by piece, in a buffer that serves again for the next piece; what a name that ends in `.gz` holds, inflated. Throws FILE_MISSING where it is not
 * there or no file, and FILE_SYNTAX where it cannot be inflated.
 */
export function* piecesOf(file: string, what: string): Generator<Uint8Array> {
  const descriptor = opened(file, what);
  if (file.endsWith(".gz")) {
    yield inflated(descriptor, file, what);
    return;
  }
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

function inflated(descriptor: number, file: string, what: string): Uint8Array {
  try {
    return gunzipSync(readFileSync(descriptor), { maxOutputLength: mostInflated });
  } catch (cause) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `${what}: this cannot be inflated as gzip`,
      hint: `It is damaged, or holds more than ${mostInflated / 2 ** 30} GiB: inflate it yourself.`,
      cause,
    });
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
