import { readFileSync } from "node:fs";
import { AstraError } from "@astra-ts/core";

/** The text of a file, without a byte-order mark. Throws FILE_MISSING, in which the file is called `shown`. */
export function readText(file: string, what: string, shown = file): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const problem =
      code === "ENOENT"
        ? "no such file"
        : code === "EISDIR"
          ? "this is a folder, not a file"
          : `cannot be read (${code})`;
    throw new AstraError("FILE_MISSING", {
      file: shown,
      problem: `${what}: ${problem}`,
      hint: "Paths are relative to the folder of the file that names them, or to the working directory on the command line.",
      cause: error,
    });
  }
}
