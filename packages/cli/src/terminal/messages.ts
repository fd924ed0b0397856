import process from "node:process";
import { printable } from "@astra-ts/core";
import { styled } from "./colour.js";
import { printError } from "./print.js";

/** What this command has warned of: a warning that was told when a run started is not told again at its end. */
const told = new Set<string>();

/** Warnings on standard error, one line each, each of them once. */
export function showWarnings(warnings: readonly string[]): void {
  const label = styled(process.stderr, "yellow", "warning:");
  for (const warning of warnings) {
    if (told.has(warning)) continue;
    told.add(warning);
    printError(`${label} ${printable(warning)}\n`);
  }
}
