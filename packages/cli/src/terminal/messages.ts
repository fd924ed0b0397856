import process from "node:process";
import { styled } from "./colour.js";

/** Warnings on standard error, one line each. */
export function showWarnings(warnings: readonly string[]): void {
  const label = styled(process.stderr, "yellow", "warning:");
  for (const warning of warnings) process.stderr.write(`${label} ${warning}\n`);
}
