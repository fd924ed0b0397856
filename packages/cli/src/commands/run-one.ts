import process from "node:process";
import { type Choice, isAstraError, type Result, type SimulateOptions, simulate } from "@astra-ts/core";
import { memoryBudgets } from "../limits/memory-budgets.js";
import { provenanceOf } from "../results/provenance.js";
import { showWarnings } from "../terminal/messages.js";
import { progressLine } from "../terminal/progress.js";
import type { ResolvedExperiment } from "./experiment-options.js";

/** A run that has ended. */
export interface EndedRun {
  readonly result: Result;
  /** False where ASTRA-sim's system file switches the CSV files of layers off. */
  readonly writesCsv: boolean;
}

/** Simulates an experiment on one backend, with a progress line on standard error. What there is to warn of is told before it starts. Interrupting (Ctrl-C) ends it with an error of code ABORTED. */
export async function runOne(
  resolved: ResolvedExperiment,
  network: Choice,
  quiet: boolean,
  label?: string,
  watch: Pick<SimulateOptions, "observer" | "causes"> = {},
): Promise<EndedRun> {
  const { experiment, warnings, writesCsv, locate } = resolved.build(network);
  if (!quiet) showWarnings(warnings);
  const progress = progressLine(`${experiment.name} on ${label ?? network.name}`, quiet);
  const signal = { aborted: false };
  const interrupt = () => {
    signal.aborted = true;
  };
  process.once("SIGINT", interrupt);
  try {
    const result = await simulate(experiment, resolved.registry, {
      onStart: (known) => {
        if (!quiet) showWarnings(known);
      },
      onProgress: progress.update,
      signal,
      ...watch,
      memory: memoryBudgets(resolved.memoryBudget),
    });
    const told = [...warnings, ...result.warnings];
    return {
      result: { ...result, provenance: provenanceOf(resolved.raw), warnings: told },
      writesCsv,
    };
  } catch (error) {
    throw isAstraError(error) ? locate(error) : error;
  } finally {
    process.off("SIGINT", interrupt);
    progress.done();
  }
}
