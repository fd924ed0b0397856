import { printable } from "@astra-ts/core";
import type { Command } from "commander";
import { inputArgument } from "../files/standard-input.js";
import { comparisonJson, readSaved, resultJson, type Saved, sweepJson } from "../results/result-files.js";
import { renderComparison } from "../terminal/comparison.js";
import { showWarnings } from "../terminal/messages.js";
import { print } from "../terminal/print.js";
import { renderSummary } from "../terminal/summary.js";
import { renderSweep } from "../terminal/sweep.js";
import {
  addOutputOptions,
  type OutputFlags,
  writeComparisonOutputs,
  writeResultOutputs,
  writeSweepOutputs,
} from "./outputs.js";

interface ShowFlags extends OutputFlags {
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
  addOutputOptions(command, ["report", "timeline", "csv", "out"]).action((file: string, flags: ShowFlags) => {
    const saved = readSaved(file);
    writeOutputs(flags, saved);
    if (flags.json) print(savedJson(saved));
    else if (!flags.quiet) print(`${render(saved)}\n`);
  });
}

function writeOutputs(flags: OutputFlags, saved: Saved): void {
  if (saved.kind === "result") writeResultOutputs(flags, saved.result);
  else if (saved.kind === "comparison") writeComparisonOutputs(flags, saved.results);
  else writeSweepOutputs(flags, saved.sweep);
}

function savedJson(saved: Saved): string {
  if (saved.kind === "result") return resultJson(saved.result);
  return saved.kind === "comparison" ? comparisonJson(saved.results) : sweepJson(saved.sweep);
}

function render(saved: Saved): string {
  if (saved.kind === "result") {
    showWarnings(saved.result.warnings);
    return renderSummary(saved.result);
  }
  if (saved.kind === "comparison") return renderComparison(saved.results);
  return `${printable(saved.sweep.name)}\n\n${renderSweep(saved.sweep)}`;
}
