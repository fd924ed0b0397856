import { join } from "node:path";
import process from "node:process";
import { formatTime, printable, type Registry, type Result } from "@astra-ts/core";
import { writeAtomically } from "../files/write-atomically.js";
import { writeOutput } from "../files/write-output.js";
import { provenanceOf } from "../results/provenance.js";
import { sweepParquet } from "../results/sweep-parquet.js";
import type { Axis } from "../sweep/axes.js";
import { combinationsOf, pointsOf, type SweepPoint } from "../sweep/points.js";
import type { FailedRecord } from "../sweep/record.js";
import { runSweep, type SweepOutcome } from "../sweep/run-sweep.js";
import { inProcessRunner } from "../sweep/runner.js";
import { parseShard, shardFile, shardFilesBeside } from "../sweep/shard.js";
import { pointsOfShard } from "../sweep/shard-points.js";
import { tidySweep } from "../sweep/tidy.js";
import { workerThreadRunner } from "../sweep/worker-runner.js";
import { showWarnings } from "../terminal/messages.js";
import { print, printError } from "../terminal/print.js";
import { ProgressBar } from "../terminal/progress-bar.js";
import { exitCodes } from "../terminal/show-error.js";
import { paretoOf, renderPareto, renderSweep, type Weighing } from "../terminal/sweep.js";
import { CommandEnd } from "./command-end.js";
import { asksForFiles, type OutputFlags, printJson, savedText, writeOutputs } from "./outputs.js";
import {
  checkedPoints,
  headerOf,
  type SweepPlanFlags,
  sweepPlan,
  type VariedExperiment,
  variedExperiment,
} from "./sweep-plan.js";

export interface SweepFlags extends OutputFlags, SweepPlanFlags {
  readonly shard?: string;
  readonly workers: number;
  readonly retryFailed: boolean;
  readonly parquet?: string;
  readonly pareto?: readonly string[];
  readonly within?: readonly string[];
  readonly list: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function sweep(file: string, flags: SweepFlags): Promise<void> {
  const varied = variedExperiment(file, flags);
  if (flags.list) {
    listPoints(pointsOf(varied.loaded.raw, varied.axes), flags.json);
    return;
  }
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard, process.env);
  const weighing = weighingOf(flags, varied);
  const plan = await sweepPlan(varied, flags);
  const { axes, base, registry } = plan;
  const results = shard === undefined ? plan.results : shardFile(plan.results, shard);
  const workers = Math.min(flags.workers, combinationsOf(axes));
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  process.once("SIGINT", onInterrupt);
  const bar = new ProgressBar("points", flags.quiet || flags.json);
  const started = performance.now();
  const runner = workers <= 1 ? inProcessRunner(base) : workerThreadRunner(base, workers);
  let outcome: SweepOutcome;
  try {
    const all = checkedPoints(plan);
    const points = shard === undefined ? all : pointsOfShard(base, all, shard, registry);
    outcome = await runSweep({
      points,
      runner,
      file: results,
      beside: [plan.results, ...shardFilesBeside(plan.results)].filter((other) => other !== results),
      header: headerOf(plan, all.length),
      shard: shard === undefined ? undefined : { ...shard, workers },
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
  await report(outcome, {
    registry,
    name: plan.name,
    axes,
    weighing,
    flags,
    results,
    raw: base.raw,
    seconds: (performance.now() - started) / 1000,
  });
}

/** What to weigh against each other, by flag or by the experiment. Throws for what the sweep will not have, before anything is run. */
function weighingOf(
  { pareto, within }: SweepFlags,
  { document, axes }: VariedExperiment,
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

async function report({ records, progress }: SweepOutcome, ending: Ending): Promise<void> {
  const { flags, results, seconds } = ending;
  // A shard that nobody looks at makes no table of thousands of rows.
  if (asksForRows(flags)) await showRows(records, ending);
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

function asksForRows(flags: SweepFlags): boolean {
  return !flags.quiet || flags.json || flags.parquet !== undefined || asksForFiles(flags);
}

async function showRows(records: SweepOutcome["records"], ending: Ending): Promise<void> {
  const { registry, name, axes, weighing, flags, raw } = ending;
  const tidy = { ...tidySweep(name, axes, records), provenance: provenanceOf(raw) };
  const front = weighing === undefined ? undefined : paretoOf(tidy, weighing);
  const sweep = front === undefined ? tidy : { ...tidy, pareto: front.rows };
  writeOutputs(registry, flags, { kind: "sweep", sweep });
  if (flags.parquet !== undefined) writeOutput(flags.parquet, await sweepParquet(tidy), flags);
  if (flags.json) printJson(registry, { kind: "sweep", sweep });
  if (flags.quiet || flags.json) return;
  print(`${printable(name)}\n\n${renderSweep(tidy)}\n`);
  if (front !== undefined && front.rows.length > 0) print(`\n${renderPareto(front)}\n`);
  showWarnings(records.flatMap((record) => (record.status === "ok" ? record.warnings : [])));
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
