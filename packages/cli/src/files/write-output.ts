import { formatSize } from "@astra-ts/core";
import { printError } from "../terminal/print.js";
import { writeAtomically } from "./write-atomically.js";

/** What a flag of the command decides about telling. */
export interface Telling {
  readonly quiet?: boolean;
}

/** Writes a file that the user asked for, and says so on standard error. Throws FILE_WRITE. */
export function writeOutput(file: string, content: string | Uint8Array, { quiet }: Telling): void {
  writeAtomically(file, content);
  if (quiet) return;
  const bytes = typeof content === "string" ? Buffer.byteLength(content) : content.length;
  printError(`wrote ${file} (${formatSize(bytes)})\n`);
}
