import { type AstraError, isAstraError, printable, type Registry } from "@astra-ts/core";
import { readTopology } from "../experiment/build.js";
import { findProblems } from "../experiment/find-problems.js";
import { documentOf, type LoadedExperiment, loadExperiment } from "../experiment/load.js";
import { type Override, parseOverride, variantChanges, withOverride } from "../experiment/set-override.js";
import { admitPlugins } from "../plugins/admit-plugins.js";
import { identify } from "../recognition/known-formats.js";
import { glimpseOfFile } from "../recognition/look/glimpse.js";
import { axesOf } from "../sweep/axes.js";
import { sweepSections } from "../sweep/check-points.js";
import { changed, pointsOf } from "../sweep/points.js";
import { type MachineSize, machineSize, machineWords } from "../terminal/machine-words.js";
import { showWarnings } from "../terminal/messages.js";
import { print, printError } from "../terminal/print.js";
import { exitCodes, formatError } from "../terminal/show-error.js";
import { CommandEnd } from "./command-end.js";
import { type PluginFlags, pluginModulesOf, registryWith } from "./plugin-flags.js";
import { type OtherFile, validateOther } from "./validate-other.js";

export interface ValidateFlags extends PluginFlags {
  readonly set: string[];
  readonly json: boolean;
}

/** Points of a sweep that are looked at; the problems of the others are most likely the same. */
const pointsChecked = 200;

export async function validate(file: string, flags: ValidateFlags): Promise<void> {
  const format = identify(glimpseOfFile(file, "file"));
  if (format !== undefined && format.reader !== "experiment") {
    const registry = await registryWith(pluginModulesOf([], flags));
    showOther(file, validateOther(file, format, registry), flags.json);
    return;
  }
  const loaded = loadExperiment(file, flags.set.map(parseOverride));
  const named = Array.isArray(loaded.raw.plugins)
    ? loaded.raw.plugins.filter((name): name is string => typeof name === "string")
    : [];
  const { modules, refused } = admitPlugins({ document: named, flags: flags.plugin }, flags);
  const registry = await registryWith(modules);
  const found = findProblems(loaded, registry);
  if (found.length === 0) found.push(...problemsOfChanges(loaded, registry));
  const findings = sorted([...refused.map((error) => loaded.locate(error)), ...found]);
  const machine = findings.problems.length === 0 ? generatedSize(loaded, registry) : undefined;
  if (flags.json) showJson(file, findings, machine === undefined ? {} : { machine });
  else show(file, findings, machine);
  if (findings.problems.length > 0) throw new CommandEnd(exitCodes.badInput);
}

/** What a machine comes to that a generator writes down: nobody has counted its switches. */
function generatedSize(loaded: LoadedExperiment, registry: Registry): MachineSize | undefined {
  const document = documentOf(loaded);
  if (!("generate" in document.topology)) return undefined;
  return machineSize(readTopology(document, registry, () => {}).topology);
}

/** What is wrong, and what cannot be told without plugins that are not loaded. */
interface Findings {
  readonly problems: readonly AstraError[];
  readonly unchecked: readonly AstraError[];
}

/** A name that nobody knows is no problem where a plugin that was not loaded may bring it. */
function sorted(found: readonly AstraError[]): Findings {
  const withheld = found.some(({ code }) => code === "PLUGIN_UNTRUSTED");
  const isOpen = ({ code, details: { field } }: AstraError) =>
    code === "PLUGIN_UNTRUSTED" ||
    (withheld && code === "UNKNOWN_NAME" && field?.startsWith("topology") !== true);
  return { problems: found.filter((error) => !isOpen(error)), unchecked: found.filter(isOpen) };
}

function show(file: string, { problems, unchecked }: Findings, machine: MachineSize | undefined): void {
  showWarnings(
    unchecked.map(({ code, message, hint }) =>
      code === "PLUGIN_UNTRUSTED"
        ? `${message}. ${hint}`
        : `${message}. A plugin that was not loaded may bring it.`,
    ),
  );
  for (const problem of problems) printError(`${formatError(problem)}\n`);
  if (problems.length > 0)
    printError(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}\n`);
  else
    print(
      `${printable(file)} is a valid experiment${unchecked.length === 0 ? "" : ", as far as can be told without its plugins"}\n${machine === undefined ? "" : `${machineWords(machine)}\n`}`,
    );
}

/** What a file is that is no experiment. */
function showOther(file: string, { problems, warnings, ...about }: OtherFile, json: boolean): void {
  if (json) showJson(file, { problems, unchecked: [] }, { ...about, warnings });
  else {
    showWarnings(warnings);
    for (const problem of problems) printError(`${formatError(problem)}\n`);
    const { format, summary, advice } = about;
    if (problems.length === 0)
      print(`${[`${file} is ${format}: ${summary}`, advice ?? ""].map(printable).join("\n").trimEnd()}\n`);
  }
  if (problems.length > 0) throw new CommandEnd(exitCodes.badInput);
}

function showJson(file: string, { problems, unchecked }: Findings, more: object = {}): void {
  const listed = (errors: readonly AstraError[]) =>
    errors.map(({ code, message, details: { cause: _cause, ...details } }) => ({
      code,
      message,
      ...details,
    }));
  const valid = problems.length === 0;
  const report = { file, ...more, valid, problems: listed(problems), unchecked: listed(unchecked) };
  print(`${JSON.stringify(report, null, 2)}\n`);
}

/** What is wrong with the variants of an experiment and the points of its sweep. */
export function problemsOfChanges(loaded: LoadedExperiment, registry: Registry): AstraError[] {
  const problems = problemsOfVariants(loaded, registry);
  return problems.length > 0 ? problems : problemsOfSweep(loaded, registry);
}

function problemsOfVariants(loaded: LoadedExperiment, registry: Registry): AstraError[] {
  const variants = (loaded.raw.variants ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(variants).flatMap(([name, changes]) => {
    return problemsOf(
      () => findProblems(withChanges(loaded, variantChanges(name, changes)), registry),
      `variants.${name}`,
    );
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
      const locate = (error: AstraError) => loaded.locate(error, changes);
      const point: LoadedExperiment = { ...loaded, raw: changed(loaded.raw, changes), locate };
      for (const problem of findProblems(point, registry)) found.set(problem.message, problem);
    }
    return [];
  }, "sweep");
  return [...points, ...found.values()];
}

function withChanges(loaded: LoadedExperiment, overrides: readonly Override[]): LoadedExperiment {
  let raw: unknown = loaded.raw;
  for (const override of overrides) raw = withOverride(raw, override);
  return {
    ...loaded,
    raw: raw as LoadedExperiment["raw"],
    locate: (error) => loaded.locate(error, overrides),
  };
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
