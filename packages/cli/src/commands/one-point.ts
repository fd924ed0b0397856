import { AstraError } from "@astra-ts/core";
import type { OutputFlags } from "./outputs.js";

/** Throws UNSUPPORTED for a file that a single point of a curve was to go to. */
export function refuseOutputsOfOnePoint(flags: OutputFlags): void {
  for (const flag of ["report", "svg", "csv", "out", "reporter"] as const) {
    if (flags[flag] === undefined || flags[flag].length === 0) continue;
    throw new AstraError("UNSUPPORTED", {
      field: `--${flag}`,
      problem: "one point makes no picture and no table",
      hint: "Add --sweep for a curve, or --json for the figures of this point.",
    });
  }
}
