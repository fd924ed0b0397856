import { spawnSync } from "node:child_process";
import { AstraError } from "@astra-ts/core";

/** Submits a script; returns the number of the job. Throws PROGRAM_MISSING where there is no Slurm, and PROGRAM_FAILED with what it says where it refuses. */
export function submitToSlurm(script: string, options: readonly string[] = []): string {
  return run("sbatch", ["--parsable", ...options, script])
    .trim()
    .split(";")[0]!;
}

/** How many tasks of the job of this name wait or run: an array that waits counts as one. */
export function tasksInSlurm(name: string): number {
  return run("squeue", ["--noheader", "--me", `--name=${name}`, "--format=%i"])
    .split("\n")
    .filter((line) => line.trim() !== "").length;
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) {
    throw new AstraError("PROGRAM_MISSING", {
      problem: `${program}, a program of Slurm, cannot be started (${(error as NodeJS.ErrnoException).code ?? error.message})`,
      hint: "Run this on a machine from which jobs are submitted; --dry-run prints the script without it.",
      cause: error,
    });
  }
  if (status === 0) return stdout;
  throw new AstraError("PROGRAM_FAILED", {
    problem: `${program} refused: ${stderr.trim().split("\n").join("; ")}`,
    hint: "Options that your cluster wants, such as a partition or an account, go into --sbatch.",
  });
}
