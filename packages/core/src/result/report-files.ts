import { AstraError } from "../errors/astra-error.js";
import type { ReportInput } from "./report-input.js";
import type { Reporter, ReportFile } from "./reporter.js";

/**
 * The files of a reporter, none of which leads out of the folder that they are written to, and no two to one place. Throws CONTRACT_BROKEN, before anything is written, where
 * the reporter gives another, and what the reporter throws.
 */
export function reportFiles(reporter: Reporter, input: ReportInput): readonly ReportFile[] {
  const files = reporter.report(input);
  const paths = new Set<string>();
  for (const { path } of files) {
    const problem = !staysInside(path)
      ? `the reporter "${reporter.name}" wants to write outside of its folder`
      : paths.has(path)
        ? `the reporter "${reporter.name}" gives two files of one name`
        : undefined;
    if (problem !== undefined) {
      throw new AstraError("CONTRACT_BROKEN", {
        problem,
        found: path,
        expected: "paths below the folder, with / between their parts, such as links/use.svg",
      });
    }
    paths.add(path);
  }
  return files;
}

/** On every system: Windows takes a backslash for a slash, and what stands before a colon for a drive or a stream. */
function staysInside(path: unknown): boolean {
  return (
    typeof path === "string" &&
    !/[\\:\0]/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}
