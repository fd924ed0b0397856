import { printable, type Result } from "@astra-ts/core";
import { explain, explanationText } from "@astra-ts/report";
import type { Command } from "commander";
import { type ReRun, reRunSuggestions } from "../advice/re-run.js";
import { inputArgument } from "../files/standard-input.js";
import { looksSaved, readSaved } from "../results/result-files.js";
import { print } from "../terminal/print.js";
import {
  addExperimentOptions,
  chooseNetworks,
  type ExperimentFlags,
  resolveExperiment,
} from "./experiment-options.js";
import { runOne } from "./run-one.js";

interface ExplainFlags extends ExperimentFlags {
  /** Undefined: where it is cheap. */
  readonly reRun?: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `astra-ts explain`: where the time of a run went, in words. */
export function addExplainCommand(program: Command): void {
  const command = program
    .command("explain")
    .description("say in words where the time of a run went, and what would help most")
    .argument("[file]", "a saved result, or an experiment to run; - is standard input", inputArgument)
    .option("--network <name>", "network backend, in place of the experiment's")
    .option("--json", "print the explanation as JSON on standard output", false)
    .option("--quiet", "no progress", false)
    .option(
      "--re-run",
      "simulate again what would help most, however long it takes (default: where it takes seconds)",
    )
    .option("--no-re-run", "give estimates alone")
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts explain examples/exercise-1/experiment.yaml
  $ astra-ts explain examples/exercise-1/experiment.yaml --set topology.0.bandwidth=100GiB/s`,
    );
  addExperimentOptions(command).action(async (file: string | undefined, flags: ExplainFlags) => {
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
  });
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
  const [network] = chooseNetworks(resolved, flags.network, "--network");
  const { result } = await runOne(resolved, network!, flags.quiet || flags.json);
  const { registry, memoryBudget } = resolved;
  const { experiment } = resolved.build(network!);
  return [{ label: result.name, result, again: { experiment, registry, memoryBudget } }];
}
