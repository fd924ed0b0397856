import { readSync } from "node:fs";
import { AstraError } from "@astra-ts/core";

/** How long to wait, in seconds: for somebody to write to a pipe that has a name, and for a writer that says nothing. */
const patience = { writer: 10, silence: 60 } as const;
/** ms between two looks. */
const look = 10;

/** Pipes of a shell's `<(…)` and of standard input: their writer is there from the start. */
const inherited = /^\/(dev\/(fd\/|stdin$)|proc\/)/;

/**
 * A reader of what comes through a pipe that was opened without blocking: bytes read into the buffer, 0 at the end. Throws FILE_MISSING when nothing comes for so long that
 * nothing will.
 */
export function readPipe(
  descriptor: number,
  path: string,
  { file, what, shown = file }: { readonly file: string; readonly what: string; readonly shown?: string },
  { writer, silence }: { readonly writer: number; readonly silence: number } = patience,
): (buffer: Buffer) => number {
  let hasWriter = inherited.test(path);
  return (buffer) => {
    const started = performance.now();
    for (;;) {
      const length = readNow(descriptor, buffer);
      if (length !== 0) hasWriter = true;
      if (length !== undefined && hasWriter) return length;
      const seconds = hasWriter ? silence : writer;
      if (performance.now() - started > seconds * 1000) {
        throw new AstraError("FILE_MISSING", {
          file: shown,
          problem: `${what}: ${hasWriter ? `nothing has come through this pipe for ${seconds} s` : `nobody has written to this pipe in ${seconds} s`}`,
        });
      }
      sleep(look);
    }
  };
}

/** Bytes that are there, 0 where there is no writer (any more), undefined where the writer has said nothing yet. */
function readNow(descriptor: number, buffer: Buffer): number | undefined {
  try {
    return readSync(descriptor, buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
    throw error;
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
