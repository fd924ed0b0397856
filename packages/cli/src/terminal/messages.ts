import process from "node:process";
import { styleText } from "node:util";

/** Warnings on standard error, one line each. */
export function showWarnings(warnings: readonly string[]): void {
  const label = process.stderr.isTTY ? styleText("yellow", "warning:") : "warning:";
  for (const warning of warnings) process.stderr.write(`${label} ${warning}\n`);
}
