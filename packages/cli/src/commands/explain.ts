import { CauseRecorder, printable, type Result } from "@astra-ts/core";
import { explain, explanationText } from "@astra-ts/report";
import { type ReRun, reRunSuggestions } from "../advice/re-run.js";
import { looksSaved, readSaved } from "../results/result-files.js";
import { print } from "../terminal/print.js";
import { chooseNetworks, type ExperimentFlags, resolveExperiment } from "./experiment-options.js";
import { runOne } from "./run-one.js";

/** Says where the time went: of a saved result, or of an experiment that is run for it. */
export async function explainRuns(file: string | undefined, flags: ExplainFlags): Promise<void> {
  for (const { label, result, again } of await resultsOf(file, flags)) {
    const estimated = explain(result);
    const suggestions =
      again === undefined
        ? estimated.suggestions
        : await reRunSuggestions(estimated.suggestions, result, again, flags.reRun);
    const explanation = { ...estimated, suggestions };
    if (flags.json) print(`${JSON.stringify(explanation, null, 2)}\n`);
    else print(`${printable(label)}: ${explanationText(explanation)}\n`);
  }
}

export interface ExplainFlags extends ExperimentFlags {
  /** Undefined: where it is cheap. */
  readonly reRun?: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** A result, and how to simulate it again; a saved one is explained by its figures alone. */
interface Explained {
  readonly label: string;
  readonly result: Result;
  readonly again?: ReRun;
}

async function resultsOf(file: string | undefined, flags: ExplainFlags): Promise<readonly Explained[]> {
  if (file !== undefined && looksSaved(file)) {
    const saved = readSaved(file);
    if (saved.kind === "result") return [{ label: saved.result.name, result: saved.result }];
    if (saved.kind === "comparison") return saved.results;
  }
  const resolved = await resolveExperiment(file, flags);
  const [network] = chooseNetworks(
    resolved,
    flags.network === undefined ? undefined : [flags.network],
    "--network",
  );
  const { result } = await runOne(resolved, network!, flags.quiet || flags.json, undefined, {
    causes: new CauseRecorder(),
  });
  const { registry, memoryBudget } = resolved;
  const { experiment } = resolved.build(network!);
  return [{ label: result.name, result, again: { experiment, registry, memoryBudget } }];
}
