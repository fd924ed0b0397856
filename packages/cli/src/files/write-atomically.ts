import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { AstraError } from "@astra-ts/core";

/** Writes a whole file or nothing: into a neighbour first, then renamed. Makes the folder if need be. Throws FILE_WRITE. */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const partial = `${file}.${process.pid}.partial`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(partial, content);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new AstraError("FILE_WRITE", {
      file,
      problem: `cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
      cause: error,
    });
  }
}
