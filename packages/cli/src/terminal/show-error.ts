import process from "node:process";
import { type AstraError, isAstraError, printable } from "@astra-ts/core";
import { styled } from "./colour.js";
import { printError } from "./print.js";

/** Exit codes of the command. */
export const exitCodes = { ok: 0, failed: 1, badInput: 2, interrupted: 130 } as const;

const notTheInputsFault = new Set([
  "DEADLOCK",
  "FILE_WRITE",
  "FILE_IN_USE",
  "MEMORY_BUDGET",
  "TIME_LIMIT",
  "CONTRACT_BROKEN",
  "PROGRAM_MISSING",
  "PROGRAM_FAILED",
  "BELOW_BOUND",
]);

/** Says what went wrong on standard error, one sentence and a hint for an error of ours; returns the exit code. */
export function showError(error: unknown): number {
  if (!isAstraError(error)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printError(`${label()} this is a defect of astra-ts, please report it:\n${detail}\n`);
    return exitCodes.failed;
  }
  printError(`${formatError(error)}\n`);
  if (error.code === "ABORTED") return exitCodes.interrupted;
  return notTheInputsFault.has(error.code) ? exitCodes.failed : exitCodes.badInput;
}

/** `error: sentence`, and the hint on a line of its own. */
export function formatError(error: AstraError): string {
  const hint = error.hint === undefined ? "" : `\n  ${printable(error.hint)}`;
  const stop = error.message.endsWith(".") ? "" : ".";
  return `${label()} ${printable(error.message)}${stop}${hint}  [${error.code}]`;
}

function label(): string {
  return styled(process.stderr, ["red", "bold"], "error:");
}
