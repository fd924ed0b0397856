import { printable, type ReportInput } from "@astra-ts/core";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { readSaved } from "../results/result-files.js";
import { renderComparison } from "../terminal/comparison.js";
import { showWarnings } from "../terminal/messages.js";
import { print } from "../terminal/print.js";
import { renderSummary } from "../terminal/summary.js";
import { renderSweep } from "../terminal/sweep.js";
import { type OutputFlags, printJson, writeOutputs } from "./outputs.js";

export interface ShowFlags extends OutputFlags {
  readonly plugin: string[];
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function show(file: string, flags: ShowFlags): Promise<void> {
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
  if (saved.kind === "comparison") return renderComparison(saved);
  return `${printable(saved.sweep.name)}\n\n${renderSweep(saved.sweep)}`;
}
