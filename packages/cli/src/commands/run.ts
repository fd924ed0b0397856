import { CauseRecorder, type Result } from "@astra-ts/core";
import { astraSim2Lines, seenFromNpu0 } from "@astra-ts/report";
import { writeAstraSimFiles } from "../results/astra-sim-files.js";
import { showWarnings } from "../terminal/messages.js";
import { print } from "../terminal/print.js";
import { renderSummary } from "../terminal/summary.js";
import { chooseNetworks, type ExperimentFlags, resolveExperiment } from "./experiment-options.js";
import { type OutputFlags, printJson, writeOutputs } from "./outputs.js";
import { runOne } from "./run-one.js";
import { type TraceFlags, traced } from "./trace-flags.js";

export interface RunFlags extends ExperimentFlags, OutputFlags, TraceFlags {
  readonly path?: string;
  readonly totalStatRows: number;
  readonly statRow: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function run(file: string | undefined, flags: RunFlags): Promise<void> {
  const resolved = await resolveExperiment(file, flags);
  const [network] = chooseNetworks(
    resolved,
    flags.network === undefined ? undefined : [flags.network],
    "--network",
  );
  const { result, writesCsv } = await traced(flags, (observer) =>
    runOne(resolved, network!, flags.quiet || flags.json, undefined, {
      ...(observer && { observer }),
      // The page explains the run, and what is saved is explained later.
      ...((flags.report ?? flags.out) !== undefined && { causes: new CauseRecorder() }),
    }),
  );
  if (flags.path !== undefined) {
    const { path, totalStatRows, statRow } = flags;
    const runName = flags.runName ?? (file === undefined ? "unnamed run" : result.name);
    writeAstraSimFiles(result, { path, totalStatRows, statRow, runName, writesCsv, quiet: flags.quiet });
  }
  writeOutputs(resolved.registry, flags, { kind: "result", result });
  if (flags.json) {
    printJson(resolved.registry, { kind: "result", result });
    return;
  }
  if (flags.quiet) return;
  showWarnings(result.warnings);
  print(`${renderSummary(result)}\n`);
  if (file === undefined) print(`\n${astraSimLines(result).join("\n")}\n`);
}

/** What scripts written for ASTRA-sim look for in its output: of 1.0, or of 2.x where graphs ran. Times in cycles of 1 ns. */
function astraSimLines(result: Result): string[] {
  if (result.graph !== undefined) return astraSim2Lines(result);
  const { passFinish, time } = seenFromNpu0(result);
  const passes = passFinish.map((finish, pass) => `pass: ${pass} finished at time: ${finish}`);
  return [...passes, `all passes finished at time: ${time.total}`];
}
