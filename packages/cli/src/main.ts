import process from "node:process";
import { CommanderError } from "commander";
import { createProgram } from "./command-line/program.js";
import { CommandEnd } from "./commands/command-end.js";
import { rememberCommand } from "./results/provenance.js";
import { exitCodes, showError } from "./terminal/show-error.js";

/** Runs the command with these arguments; returns its exit code: 0 only when everything asked for was done, 2 for bad input. */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on("error", endQuietlyWhenNobodyReads);
  rememberCommand(args);
  try {
    await createProgram().parseAsync(withCommand(args), { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommandEnd) return error.exitCode;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput;
    return showError(error);
  }
}

/** `astra-ts … | head` closes the pipe early; that is no failure. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.ok);
}

/** Flags without a command mean `run`, so that astra-ts can stand in for ASTRA-sim's binary in existing scripts. */
function withCommand(args: readonly string[]): readonly string[] {
  const [first] = args;
  const own = ["--help", "-h", "--version", "-V"];
  return first?.startsWith("--") && !own.includes(first) ? ["run", ...args] : args;
}
