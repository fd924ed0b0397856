import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { AstraError } from "@astra-ts/core";

/** Writes a whole file or nothing: into a neighbour first, which is on the disk before it takes the name. Makes the folder if need be. Throws FILE_WRITE. */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const partial = `${file}.${process.pid}.partial`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (isDevice(file)) {
      writeFileSync(file, content);
      return;
    }
    const descriptor = openSync(partial, "w");
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, file);
  } catch (error) {
    remove(partial);
    throw new AstraError("FILE_WRITE", {
      file,
      problem: `cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
      cause: error,
    });
  }
}

/** `/dev/stdout`, a pipe: what nothing can take the place of. */
function isDevice(file: string): boolean {
  const status = statSync(file, { throwIfNoEntry: false });
  return status !== undefined && !status.isFile() && !status.isDirectory();
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It was never made: the reason is told by the error that led here.
  }
}
