import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { basename, extname, isAbsolute, relative, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { AstraError, formatSize } from "@astra-ts/core";
import { stringify } from "yaml";
import { type Demand, demandOf, usualShards } from "../cluster/demand.js";
import { kubernetesJob } from "../cluster/kubernetes-job.js";
import { submitToSlurm, tasksInSlurm } from "../cluster/slurm.js";
import { ranges, slurmScript } from "../cluster/slurm-script.js";
import { besideResults, writeSweepJob } from "../cluster/sweep-job.js";
import { ReusedParts } from "../experiment/reused-parts.js";
import { standardInput } from "../files/standard-input.js";
import { writeOutput } from "../files/write-output.js";
import { shellWord } from "../results/provenance.js";
import { deal } from "../sweep/deal.js";
import { finishedBeside } from "../sweep/finished-beside.js";
import { type PointEstimate, pointEstimate } from "../sweep/point-cost.js";
import type { SweepPoint } from "../sweep/points.js";
import { shardFilesBeside } from "../sweep/shard.js";
import { print } from "../terminal/print.js";
import { duration } from "../terminal/progress-bar.js";
import { sweep } from "./sweep.js";
import {
  checkedPoints,
  headerOf,
  type SweepPlan,
  type SweepPlanFlags,
  sweepPlan,
  variedExperiment,
} from "./sweep-plan.js";

export interface SweepSubmitFlags extends SweepPlanFlags {
  readonly engine: "local" | "slurm" | "kubernetes";
  readonly shards?: number;
  readonly workers: number;
  readonly retryFailed: boolean;
  /** Minutes. */
  readonly time?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly retries: number;
  readonly sbatch: readonly string[];
  readonly image?: string;
  readonly volume?: string;
  readonly dryRun: boolean;
}

/** Gives a sweep to a scheduler, as an array of shards, or runs it here. */
export async function submitSweep(file: string, flags: SweepSubmitFlags): Promise<void> {
  if (file === standardInput) {
    throw new AstraError("UNSUPPORTED", {
      problem: "an experiment on standard input cannot be given to a scheduler: its tasks could not read it",
      hint: "Write it to a file that every machine sees.",
    });
  }
  const plan = await sweepPlan(variedExperiment(file, flags), flags);
  const args = sweepArguments(file, plan.results, flags);
  if (flags.engine === "local") {
    const { workers, retryFailed } = flags;
    const unused = { list: false, json: false, quiet: false, reporter: [], reportFolder: "report" };
    if (flags.dryRun) print(`${["astra-ts", ...args].map(shellWord).join(" ")}\n`);
    else await sweep(file, { ...flags, ...unused, workers, retryFailed });
    return;
  }
  const points = checkedPoints(plan);
  const reuse = new ReusedParts();
  const estimates = points.map((point) => pointEstimate(plan.base, point, plan.registry, reuse));
  const shards = flags.shards ?? usualShards(estimates, flags.workers);
  const tasks = shardsLeft(plan, points, estimates, shards, flags.retryFailed);
  if (tasks.length === 0) {
    print(`All ${points.length} points are done: astra-ts sweep merge ${plan.results}\n`);
    return;
  }
  const job = { plan, flags, args, shards, tasks, demand: demandFor(estimates, shards, flags) };
  if (flags.engine === "slurm") toSlurm(job);
  else toKubernetes(file, job);
}

interface Job {
  readonly plan: SweepPlan;
  readonly flags: SweepSubmitFlags;
  readonly args: readonly string[];
  readonly shards: number;
  readonly tasks: readonly number[];
  readonly demand: Demand;
}

function toSlurm({ plan, flags, args, shards, tasks, demand }: Job): void {
  const { results } = plan;
  const name = jobName(results);
  const folder = process.cwd();
  const logs = resolve(besideResults(results, ".logs"));
  const executable = fileURLToPath(new URL("../bin/astra-ts.mjs", import.meta.url));
  const script = slurmScript({
    ...{ name, shards, tasks, demand, folder, logs, retries: flags.retries, options: flags.sbatch },
    command: [process.execPath, executable, ...args],
  });
  if (flags.dryRun) {
    print(script);
    return;
  }
  const running = tasksInSlurm(name);
  if (running > 0) {
    throw new AstraError("FILE_IN_USE", {
      file: results,
      problem: `this sweep is in Slurm's queue already, as the job ${name}`,
      hint: `astra-ts sweep watch ${results} shows how far it is; scancel --name=${name} ends it.`,
    });
  }
  mkdirSync(logs, { recursive: true });
  const path = besideResults(results, ".slurm.sh");
  writeOutput(path, script, {});
  writeSweepJob(results, { engine: "slurm", name, shards, retries: flags.retries, script: path });
  const id = submitToSlurm(path);
  print(`Submitted job ${id}: shards ${ranges(tasks)} of ${shards}, each ${demandText(demand)}.\n`);
  print(`How far it is, and the results in the end: astra-ts sweep watch ${results}\n`);
}

function toKubernetes(file: string, { plan, flags, args, shards, demand }: Job): void {
  const { image, volume } = flags;
  for (const [flag, value] of [
    ["--image", image],
    ["--volume", volume],
  ] as const) {
    if (value !== undefined) continue;
    throw new AstraError("MISSING_VALUE", {
      field: flag,
      problem:
        "a Kubernetes job needs an image that has astra-ts, and the claim of a volume for the experiment and its results",
      hint: "Such as --image registry.example/astra-ts:1 --volume sweeps.",
    });
  }
  for (const path of [file, plan.results]) refuseOutside(path);
  const name = jobName(plan.results);
  const job = kubernetesJob({
    name,
    shards,
    demand,
    retries: flags.retries,
    image: image!,
    claim: volume!,
    args,
  });
  const text = stringify(job);
  if (flags.dryRun) {
    print(text);
    return;
  }
  const path = besideResults(plan.results, ".job.yaml");
  writeOutput(path, text, {});
  writeSweepJob(plan.results, { engine: "kubernetes", name, shards, retries: flags.retries, script: path });
  print(`${shards} shards, each ${demandText(demand)}. To start them: kubectl apply -f ${path}\n`);
}

/** The volume is what is in this folder: what lies elsewhere would not be there. */
function refuseOutside(path: string): void {
  const inside = relative(process.cwd(), resolve(path));
  if (!isAbsolute(path) && !inside.startsWith("..")) return;
  throw new AstraError("UNSUPPORTED", {
    file: path,
    problem:
      "a Kubernetes job sees the volume alone, as its working folder, and this path leads out of the one here",
    hint: "Go to the folder that the volume has, and name the files from there.",
  });
}

/** What a sweep is told by this command, for a task to be told. */
function sweepArguments(file: string, results: string, flags: SweepSubmitFlags): string[] {
  const each = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  const one = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  return [
    ...["sweep", file],
    ...each("--vary", flags.vary),
    ...one("--networks", flags.networks?.join(",")),
    ...each("--set", flags.set),
    ...each("--plugin", flags.plugin),
    ...(flags.trustPlugins ? ["--trust-plugins"] : []),
    ...one("--keep-results", flags.keepResults),
    ...one("--memory-budget", flags.memoryBudget === undefined ? undefined : `${flags.memoryBudget}B`),
    ...(flags.retryFailed ? ["--retry-failed"] : []),
    ...["--results", results, "--workers", String(flags.workers), "--quiet"],
  ];
}

/** Shards that have points which no file has. */
function shardsLeft(
  plan: SweepPlan,
  points: readonly SweepPoint[],
  estimates: readonly PointEstimate[],
  shards: number,
  retryFailed: boolean,
): number[] {
  const files = [plan.results, ...shardFilesBeside(plan.results)];
  const records = finishedBeside(files, headerOf(plan, points.length));
  const isLeft = (index: number) => {
    const record = records.get(points[index]!.id);
    return record === undefined || (retryFailed && record.status === "failed");
  };
  const costs = estimates.map(({ seconds }) => seconds);
  return deal(costs, shards).flatMap((hand, shard) => (hand.some(isLeft) ? [shard] : []));
}

function demandFor(estimates: readonly PointEstimate[], shards: number, flags: SweepSubmitFlags): Demand {
  const { seconds, memory, workers } = demandOf(estimates, shards, flags.workers);
  return {
    seconds: flags.time === undefined ? seconds : flags.time * 60,
    memory: flags.memory ?? memory,
    workers,
  };
}

function demandText({ seconds, memory, workers }: Demand): string {
  return `${workers} ${workers === 1 ? "core" : "cores"}, ${formatSize(memory)}, ${duration(seconds)} at most`;
}

/** A name that schedulers take, and that no sweep elsewhere has. */
function jobName(results: string): string {
  const digest = createHash("sha256").update(resolve(results)).digest("hex").slice(0, 8);
  const words = basename(results, extname(results))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  return `sweep-${words.replaceAll(/^-|-$/g, "").slice(0, 40)}-${digest}`.replaceAll(/-+/g, "-");
}
