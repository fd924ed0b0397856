import { basename, extname, join } from "node:path";
import process from "node:process";
import { AstraError, formatTime, printable, type Registry, type Result, version } from "@astra-ts/core";
import { loadExperiment } from "../experiment/load.js";
import { type Override, parseOverride } from "../experiment/set-override.js";
import { writeAtomically } from "../files/write-atomically.js";
import { provenanceOf } from "../results/provenance.js";
import { type Axis, axesOf, fieldAxis, refuseTwoAxesOfOneField, withVary } from "../sweep/axes.js";
import { checkPoints, sweepSections } from "../sweep/check-points.js";
import { experimentDigest } from "../sweep/point-id.js";
import { combinationsOf, pointsOf, type SweepPoint } from "../sweep/points.js";
import type { FailedRecord } from "../sweep/record.js";
import { runSweep, type SweepOutcome } from "../sweep/run-sweep.js";
import { inProcessRunner } from "../sweep/runner.js";
import { tidySweep } from "../sweep/tidy.js";
import { workerThreadRunner } from "../sweep/worker-runner.js";
import { showWarnings } from "../terminal/messages.js";
import { print, printError } from "../terminal/print.js";
import { ProgressBar } from "../terminal/progress-bar.js";
import { exitCodes } from "../terminal/show-error.js";
import { paretoOf, renderPareto, renderSweep, type Weighing } from "../terminal/sweep.js";
import { CommandEnd } from "./command-end.js";
import { type OutputFlags, printJson, savedText, writeOutputs } from "./outputs.js";
import { type PluginFlags, pluginModulesOf, registryWith } from "./plugin-flags.js";

export interface SweepFlags extends OutputFlags, PluginFlags {
  readonly set: string[];
  readonly vary: string[];
  readonly networks?: readonly string[];
  readonly workers: number;
  readonly results?: string;
  readonly keepResults?: string;
  readonly memoryBudget?: number;
  readonly retryFailed: boolean;
  readonly pareto?: readonly string[];
  readonly within?: readonly string[];
  readonly list: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function sweep(file: string, flags: SweepFlags): Promise<void> {
  const overrides = flags.set.map(parseOverride);
  const loaded = loadExperiment(file, overrides);
  const document = sweepSections(loaded);
  const axes = axesFrom(document, flags);
  refuseTwoAxesOfOneField(axes);
  refuseToSetWhatVaries(axes, overrides);
  if (flags.list) {
    listPoints(pointsOf(loaded.raw, axes), flags.json);
    return;
  }
  const weighing = weighingOf(flags, document, axes);
  const plugins = pluginModulesOf(document.plugins, flags, loaded.locate);
  const registry = await registryWith(plugins);
  for (const network of flags.networks ?? []) registry.get("networks", network, "--networks");
  const name = document.name ?? basename(file, extname(file));
  const results = flags.results ?? `${slug(name)}.sweep.jsonl`;
  const { keepResults, memoryBudget } = flags;
  const base = { file, raw: loaded.raw, plugins, keepResults: keepResults !== undefined, memoryBudget };
  const workers = Math.min(flags.workers, combinationsOf(axes));
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  process.once("SIGINT", onInterrupt);
  const bar = new ProgressBar("points", flags.quiet || flags.json);
  const started = performance.now();
  const runner = workers <= 1 ? inProcessRunner(base) : workerThreadRunner(base, workers);
  let outcome: SweepOutcome;
  try {
    const points = pointsOf(loaded.raw, axes);
    checkPoints(loaded, points, registry);
    outcome = await runSweep({
      points,
      runner,
      file: results,
      header: {
        schema: "astra-ts/sweep-points@2",
        version,
        name,
        experiment: experimentDigest(loaded.raw),
        parameters: axes.map((axis) => axis.name),
      },
      retryFailed: flags.retryFailed,
      signal: interrupt.signal,
      onProgress: ({ total, before, now, failed }) => bar.update(before + now, total, before, failed),
      onPoint: ({ record, result }) => keep(registry, flags.keepResults, record.id, result),
    });
  } finally {
    await runner.close();
    process.off("SIGINT", onInterrupt);
    bar.done();
  }
  report(outcome, {
    registry,
    name,
    axes,
    weighing,
    flags,
    results,
    raw: loaded.raw,
    seconds: (performance.now() - started) / 1000,
  });
}

/** What to weigh against each other, by flag or by the experiment. Throws for what the sweep will not have, before anything is run. */
function weighingOf(
  { pareto, within }: SweepFlags,
  document: ReturnType<typeof sweepSections>,
  axes: readonly Axis[],
): Weighing | undefined {
  const own = document.sweep?.pareto;
  const weighing = pareto === undefined ? own : { measures: pareto, within: within ?? own?.within ?? [] };
  if (weighing !== undefined) paretoOf(tidySweep("", axes, []), weighing);
  return weighing;
}

interface Ending {
  readonly registry: Registry;
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly weighing: Weighing | undefined;
  readonly flags: SweepFlags;
  readonly results: string;
  /** The experiment. */
  readonly raw: unknown;
  readonly seconds: number;
}

function report({ records, progress }: SweepOutcome, ending: Ending): void {
  const { registry, name, axes, weighing, flags, results, raw, seconds } = ending;
  const tidy = { ...tidySweep(name, axes, records), provenance: provenanceOf(raw) };
  const front = weighing === undefined ? undefined : paretoOf(tidy, weighing);
  const sweep = front === undefined ? tidy : { ...tidy, pareto: front.rows };
  writeOutputs(registry, flags, { kind: "sweep", sweep });
  if (flags.json) printJson(registry, { kind: "sweep", sweep });
  else if (!flags.quiet) {
    print(`${printable(name)}\n\n${renderSweep(tidy)}\n`);
    if (front !== undefined && front.rows.length > 0) print(`\n${renderPareto(front)}\n`);
  }
  if (!flags.quiet && !flags.json)
    showWarnings([...new Set(records.flatMap((record) => (record.status === "ok" ? record.warnings : [])))]);
  const failures = records.filter((record): record is FailedRecord => record.status === "failed");
  for (const { parameters, error } of failures.slice(0, 5)) {
    printError(`${printable(`failed: ${settings(parameters)}: ${error.message} [${error.code}]`)}\n`);
  }
  const { total, before, now, failed } = progress;
  if (!flags.quiet) {
    const earlier = before > 0 ? `, ${before} of them in an earlier call` : "";
    printError(
      `${before + now} of ${total} points${earlier}; ${now} in ${formatTime(seconds * 1e9, 2)}; results in ${results}\n`,
    );
  }
  if (before + now < total) {
    printError(
      `Interrupted. The same command goes on with the ${total - before - now} points that are left: astra-ts ${process.argv.slice(2).join(" ")}\n`,
    );
    throw new CommandEnd(exitCodes.interrupted);
  }
  if (failed > 0) {
    printError(`${failed} of ${total} points failed; --retry-failed runs them again.\n`);
    throw new CommandEnd(exitCodes.failed);
  }
}

/** A field that the sweep varies cannot be set as well: every point would write over it. Throws UNSUPPORTED. */
function refuseToSetWhatVaries(axes: readonly Axis[], overrides: readonly Override[]): void {
  const varied = new Map(
    axes.flatMap(({ name, values }) =>
      values.flatMap(({ changes }) => changes.map(({ path }) => [path.join("."), name] as const)),
    ),
  );
  for (const { path } of overrides) {
    const field = path.join(".");
    const axis = varied.get(field);
    if (axis === undefined) continue;
    throw new AstraError("UNSUPPORTED", {
      field: `--set ${field}`,
      problem: `the sweep varies this field${axis === field ? "" : ` in its axis "${axis}"`}`,
      hint: `Give the axis other values: --vary ${axis}=…`,
    });
  }
}

/** The axes of the experiment and of the flags. Backends that the experiment sets side by side are an axis too, unless another one chooses the backend. */
function axesFrom(document: ReturnType<typeof sweepSections>, flags: SweepFlags): Axis[] {
  let axes = axesOf(document.sweep ?? {});
  for (const text of flags.vary) axes = withVary(axes, text);
  const named = document.networks ?? [];
  const networks =
    flags.networks === undefined
      ? axes.some(choosesNetwork)
        ? []
        : named
      : flags.networks.flatMap((name) => {
          const forms = named.filter((choice) => nameOf(choice) === name);
          return forms.length === 0 ? [name] : forms;
        });
  if (networks.length === 0) return axes;
  return [...axes.filter((axis) => !choosesNetwork(axis)), fieldAxis("network", ["network"], networks)];
}

function nameOf(choice: string | { readonly backend: string }): string {
  return typeof choice === "string" ? choice : choice.backend;
}

function choosesNetwork({ values }: Axis): boolean {
  return values.some(({ changes }) => changes.some(({ path }) => path[0] === "network"));
}

function keep(registry: Registry, folder: string | undefined, id: string, result: Result | undefined): void {
  if (folder !== undefined && result !== undefined)
    writeAtomically(join(folder, `${id}.json`), savedText(registry, { kind: "result", result }));
}

function listPoints(points: readonly SweepPoint[], json: boolean): void {
  const lines = json
    ? JSON.stringify(
        points.map(({ id, parameters }) => ({ id, parameters })),
        null,
        2,
      )
    : points.map(({ id, parameters }) => printable(`${id}  ${settings(parameters)}`)).join("\n");
  print(`${lines}\n`);
}

function settings(parameters: SweepPoint["parameters"]): string {
  return Object.entries(parameters)
    .map(([name, label]) => `${name}=${label}`)
    .join(" ");
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "sweep"
  );
}
