import { sep } from "node:path";
import process from "node:process";
import type { Provenance } from "@astra-ts/core";

let commandLine: string | undefined;

/** Notes what the user typed. */
export function rememberCommand(args: readonly string[]): void {
  commandLine = ["astra-ts", ...args.map(shellWord)].join(" ");
}

/** What is to be kept of how a result was made. Paths below the working directory are told from there, so that they say the same on another machine. */
export function provenanceOf(experiment?: unknown): Provenance {
  const folder = `${process.cwd()}${sep}`;
  const told = (_: string, value: unknown): unknown =>
    typeof value === "string" && value.startsWith(folder) ? value.slice(folder.length) : value;
  return {
    ...(commandLine === undefined ? {} : { command: commandLine }),
    ...(experiment === undefined ? {} : { experiment: JSON.parse(JSON.stringify(experiment, told)) }),
  };
}

/** A word as a shell takes it for one. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
