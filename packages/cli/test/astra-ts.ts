import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The command that a user runs. */
export const executable = fileURLToPath(new URL("../bin/astra-ts.mjs", import.meta.url));

/** Root of the repository, where examples are run from. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs the built command as a user does, from the repository's root. */
export function astraTs(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [executable, ...args], {
    cwd: root,
    encoding: "utf8",
    // A result with a timeline passes the default of 1 MiB.
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}
