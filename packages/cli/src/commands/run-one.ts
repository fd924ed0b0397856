import process from "node:process";
import { type Choice, isAstraError, type Result, simulate } from "@astra-ts/core";
import { progressLine } from "../terminal/progress.js";
import type { ResolvedExperiment } from "./experiment-options.js";

/** Simulates an experiment on one backend, with a progress line on standard error. Interrupting (Ctrl-C) ends it with an error of code ABORTED. */
export async function runOne(resolved: ResolvedExperiment, network: Choice, quiet: boolean): Promise<Result> {
  const { experiment, warnings } = resolved.build(network);
  const progress = progressLine(`${experiment.name} on ${network.name}`, quiet);
  const signal = { aborted: false };
  const interrupt = () => {
    signal.aborted = true;
  };
  process.once("SIGINT", interrupt);
  try {
    const result = await simulate(experiment, resolved.registry, { onProgress: progress.update, signal });
    return { ...result, warnings: [...warnings, ...result.warnings] };
  } catch (error) {
    throw isAstraError(error) ? resolved.locate(error) : error;
  } finally {
    process.off("SIGINT", interrupt);
    progress.done();
  }
}
