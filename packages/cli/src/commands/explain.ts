import { printable } from "@astra-ts/core";
import { explain, explanationText } from "@astra-ts/report";
import type { Command } from "commander";
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
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts explain examples/exercise-1/experiment.yaml
  $ astra-ts explain examples/exercise-1/experiment.yaml --set topology.0.bandwidth=100GiB/s`,
    );
  addExperimentOptions(command).action(async (file: string | undefined, flags: ExplainFlags) => {
    for (const { label, result } of await resultsOf(file, flags)) {
      const explanation = explain(result);
      if (flags.json) print(`${JSON.stringify(explanation, null, 2)}\n`);
      else print(`${printable(label)}: ${explanationText(explanation)}\n`);
    }
  });
}

async function resultsOf(file: string | undefined, flags: ExplainFlags) {
  if (file !== undefined && looksSaved(file)) {
    const saved = readSaved(file);
    if (saved.kind === "result") return [{ label: saved.result.name, result: saved.result }];
    if (saved.kind === "comparison") return saved.results;
  }
  const resolved = await resolveExperiment(file, flags);
  const [network] = chooseNetworks(resolved, flags.network, "--network");
  const { result } = await runOne(resolved, network!, flags.quiet || flags.json);
  return [{ label: result.name, result }];
}
