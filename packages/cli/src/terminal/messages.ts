import process from "node:process";
import { printable } from "@astra-ts/core";
import { styled } from "./colour.js";
import { printError } from "./print.js";

/** Warnings on standard error, one line each. */
export function showWarnings(warnings: readonly string[]): void {
  const label = styled(process.stderr, "yellow", "warning:");
  for (const warning of warnings) printError(`${label} ${printable(warning)}\n`);
}
