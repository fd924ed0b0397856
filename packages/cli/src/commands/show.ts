import { printable, type ReportInput } from "@astra-ts/core";
import type { Command } from "commander";
import { inputArgument } from "../files/standard-input.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { readSaved } from "../results/result-files.js";
import { renderComparison } from "../terminal/comparison.js";
import { showWarnings } from "../terminal/messages.js";
import { print } from "../terminal/print.js";
import { renderSummary } from "../terminal/summary.js";
import { renderSweep } from "../terminal/sweep.js";
import { collect } from "./flag-values.js";
import { addOutputOptions, type OutputFlags, printJson, writeOutputs } from "./outputs.js";

interface ShowFlags extends OutputFlags {
  readonly plugin: string[];
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `astra-ts show`: saved results, as the command that made them showed them. */
export function addShowCommand(program: Command): void {
  const command = program
    .command("show")
    .description("show saved results again, or turn them into a page, a timeline or CSV")
    .argument(
      "<file>",
      "what --out of run, compare or sweep saved, or the .jsonl file of a sweep; - is standard input",
      inputArgument,
    )
    .option("--plugin <module>", "load a plugin, by package name or path (repeatable)", collect, [])
    .option("--json", "print the results as JSON on standard output", false)
    .option("--quiet", "print nothing", false)
    .addHelpText(
      "after",
      `
Examples:
  $ astra-ts run examples/exercise-1/experiment.yaml --network analytical --out result.json
  $ astra-ts show result.json
  $ astra-ts show result.json --report result.html --timeline timeline.json`,
    );
  addOutputOptions(command, ["report", "timeline", "csv", "out"]).action(show);
}

async function show(file: string, flags: ShowFlags): Promise<void> {
  const saved = readSaved(file);
  const registry = createDefaultRegistry(await loadPlugins({ flags: flags.plugin }));
  writeOutputs(registry, flags, saved);
  if (flags.json) printJson(registry, saved);
  else if (!flags.quiet) print(`${render(saved)}\n`);
}

function render(saved: ReportInput): string {
  if (saved.kind === "result") {
    showWarnings(saved.result.warnings);
    return renderSummary(saved.result);
  }
  if (saved.kind === "comparison") return renderComparison(saved.results);
  return `${printable(saved.sweep.name)}\n\n${renderSweep(saved.sweep)}`;
}
