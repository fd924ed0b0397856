import { type AstraError, isAstraError, printable, type Registry } from "@astra-ts/core";
import type { Command } from "commander";
import { findProblems } from "../experiment/find-problems.js";
import { type LoadedExperiment, loadExperiment } from "../experiment/load.js";
import { type Override, parseOverride, withOverride } from "../experiment/set-override.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { axesOf } from "../sweep/axes.js";
import { sweepSections } from "../sweep/check-points.js";
import { changed, pointsOf } from "../sweep/points.js";
import { print, printError } from "../terminal/print.js";
import { exitCodes, formatError } from "../terminal/show-error.js";
import { CommandEnd } from "./command-end.js";
import { collect } from "./flag-values.js";

interface ValidateFlags {
  readonly set: string[];
  readonly plugin: string[];
  readonly json: boolean;
}

/** Points of a sweep that are looked at; the problems of the others are most likely the same. */
const pointsChecked = 200;

/** `astra-ts validate`: everything that is wrong with an experiment, at once. */
export function addValidateCommand(program: Command): void {
  program
    .command("validate")
    .description("say everything that is wrong with an experiment, without running it")
    .argument("<experiment>", "experiment file, YAML or JSON")
    .option("--set <path=value>", "change one field of the experiment (repeatable)", collect, [])
    .option("--plugin <module>", "load a plugin, by package name or path (repeatable)", collect, [])
    .option("--json", "print the problems as JSON on standard output", false)
    .addHelpText(
      "after",
      `
Every problem has its file, line and field, the value found, what was expected, and a hint. The exit code is 2 where there is one.

Examples:
  $ astra-ts validate examples/exercise-1/experiment.yaml
  $ astra-ts validate examples/exercise-3/sweep.yaml --json`,
    )
    .action(validate);
}

async function validate(file: string, flags: ValidateFlags): Promise<void> {
  const loaded = loadExperiment(file, flags.set.map(parseOverride));
  const named = Array.isArray(loaded.raw.plugins)
    ? loaded.raw.plugins.filter((name): name is string => typeof name === "string")
    : [];
  const registry = createDefaultRegistry(await loadPlugins([...named, ...flags.plugin]));
  const problems = findProblems(loaded, registry);
  if (problems.length === 0) problems.push(...problemsOfVariants(loaded, registry));
  if (problems.length === 0) problems.push(...problemsOfSweep(loaded, registry));
  if (flags.json) {
    const list = problems.map(({ code, message, details: { cause: _cause, ...details } }) => ({
      code,
      message,
      ...details,
    }));
    print(`${JSON.stringify({ file, valid: list.length === 0, problems: list }, null, 2)}\n`);
  } else if (problems.length === 0) print(`${printable(file)} is a valid experiment\n`);
  else {
    for (const problem of problems) printError(`${formatError(problem)}\n`);
    printError(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}\n`);
  }
  if (problems.length > 0) throw new CommandEnd(exitCodes.badInput);
}

function problemsOfVariants(loaded: LoadedExperiment, registry: Registry): AstraError[] {
  const variants = (loaded.raw.variants ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(variants).flatMap(([name, changes]) => {
    const overrides = Object.entries(changes).map(([path, value]) => ({ path: path.split("."), value }));
    const at = `variants.${name}`;
    return problemsOf(() => findProblems(withChanges(loaded, overrides), registry), at);
  });
}

function problemsOfSweep(loaded: LoadedExperiment, registry: Registry): AstraError[] {
  if (loaded.raw.sweep === undefined) return [];
  const found = new Map<string, AstraError>();
  const points = problemsOf(() => {
    for (const { changes } of pointsOf(loaded.raw, axesOf(sweepSections(loaded).sweep ?? {})).slice(
      0,
      pointsChecked,
    )) {
      const point: LoadedExperiment = { ...loaded, raw: changed(loaded.raw, changes) };
      for (const problem of findProblems(point, registry)) found.set(problem.message, problem);
    }
    return [];
  }, "sweep");
  return [...points, ...found.values()];
}

function withChanges(loaded: LoadedExperiment, overrides: readonly Override[]): LoadedExperiment {
  let raw: unknown = loaded.raw;
  for (const override of overrides) raw = withOverride(raw, override);
  return { ...loaded, raw: raw as LoadedExperiment["raw"] };
}

/** The problems, one that was thrown among them. */
function problemsOf(find: () => AstraError[], field: string): AstraError[] {
  try {
    return find();
  } catch (error) {
    if (!isAstraError(error)) throw error;
    return [error.located({ field })];
  }
}
