import { constants } from "node:os";
import { AstraError } from "@astra-ts/core";

/** Characters of a program's last words that an error repeats. */
const mostWords = 800;

/** A program did what it should not; `lastWords` is what it wrote to standard error. */
export function programFailed(problem: string, lastWords: string, hint?: string): AstraError {
  const words = lastWords.trim().split("\n").slice(-20).join(" | ");
  const told = words.length > mostWords ? `… ${words.slice(-mostWords)}` : words;
  return new AstraError("PROGRAM_FAILED", {
    problem: told === "" ? problem : `${problem}; its last words: ${told}`,
    hint,
  });
}

/** `ended with exit code 3`, `was ended by the signal SIGSEGV`: from the exit status as a shell tells it. */
export function howItEnded(status: number): string {
  if (status === 127) return "could not be started";
  if (status <= 128) return `ended with exit code ${status}`;
  const number = status - 128;
  const [name = `number ${number}`] =
    Object.entries(constants.signals).find(([, value]) => value === number) ?? [];
  return `was ended by the signal ${name}`;
}
