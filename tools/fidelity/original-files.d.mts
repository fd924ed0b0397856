import type { Astra2Record } from "./astra2.mjs";

/** Writes the files of a recorded run into `folder`; gives the original's flags, with paths from there. */
export function writeOriginalFiles(
  record: Astra2Record,
  folder: string,
  recordsFile: string,
  packages: object,
): string[];
