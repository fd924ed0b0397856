// A sweep in shards whose processes are killed at random (shards, merges, submissions), and which has every point once in the end, as the single run has it.
// `tsx tools/sweep-kills/kills.ts` does it with 2,000 points, 8 shards and 30 kills.
import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRandom } from "@astra-ts/core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executable = join(root, "packages/cli/bin/astra-ts.mjs");

/** How much of it. */
export interface Extent {
  /** Even. */
  readonly points: number;
  readonly shards: number;
  readonly kills: number;
  readonly seed: number;
}

/** What came of it. */
export interface Outcome {
  /** Kills that came before the process had ended by itself. */
  readonly inTime: number;
  /** Ids in the files of the shards, and in the merged file, as often as they stand there. */
  readonly inShards: readonly string[];
  readonly merged: readonly string[];
  /** Rows of the merged sweep and of the single run, but for the wall time. */
  readonly rows: readonly string[];
  readonly single: readonly string[];
  /** Locks that are still there. */
  readonly locks: readonly string[];
}

/** A sweep, and where it lies. */
interface Study {
  readonly folder: string;
  readonly results: string;
  readonly experiment: readonly string[];
  readonly shards: number;
}

interface Call {
  readonly name: string;
  readonly args: readonly string[];
  /** True once the process is in the midst of its work. */
  readonly isAtWork: (pid: number, since: number) => boolean;
}

function shard({ experiment, results, shards }: Study, index: number): Call {
  const part = ["--shard", `${index}/${shards}`, "--workers", "1", "--results", results, "--quiet"];
  const file = `${results.replace(".jsonl", "")}.shard-${index}-of-${shards}.jsonl`;
  return {
    name: `shard ${index}`,
    args: ["sweep", ...experiment, ...part],
    isAtWork: (pid) => holds(file, pid),
  };
}

function merge({ results }: Study, ...flags: string[]): Call {
  const args = ["sweep", "merge", results, "--quiet", ...flags];
  return { name: "merge", args, isAtWork: (pid) => holds(results, pid) };
}

function submit({ experiment, results, shards }: Study): Call {
  const engine = ["--engine", "slurm", "--shards", String(shards), "--results", results];
  const args = ["sweep", "submit", ...experiment, ...engine];
  const script = results.replace(".jsonl", ".slurm.sh");
  const isAtWork = (_: number, since: number) =>
    (statSync(script, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since;
  return { name: "submit", args, isAtWork };
}

/** Runs a call to its end, or kills it so long after it is at work. Resolves to the exit code, null for a kill that came in time. */
async function run({ folder }: Study, { args, isAtWork }: Call, killAfter?: number): Promise<number | null> {
  const env = { ...process.env, PATH: `${join(folder, "programs")}:${process.env.PATH}` };
  const child = spawn(process.execPath, [executable, ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const since = Date.now();
  let said = "";
  child.stderr.on("data", (data: Buffer) => {
    said += data.toString();
  });
  let hasEnded = false;
  const code = new Promise<number | null>((resolve) => {
    child.on("close", (own) => {
      hasEnded = true;
      resolve(own);
    });
  });
  if (killAfter !== undefined) {
    while (!isAtWork(child.pid!, since) && !hasEnded) await sleep(2);
    await sleep(killAfter);
    child.kill("SIGKILL");
  } else if ((await code) !== 0) throw new Error(`astra-ts ${args.slice(0, 2).join(" ")} failed: ${said}`);
  return code;
}

/** Whether the lock of a results file is that process's. */
function holds(file: string, pid: number): boolean {
  try {
    return (JSON.parse(readFileSync(`${file}.lock`, "utf8")) as { pid: number }).pid === pid;
  } catch {
    return false;
  }
}

function idsIn(file: string): string[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.flatMap((line) => (JSON.parse(line) as { id?: string }).id ?? []);
}

/** Rows of a CSV file without the wall time, which stands last. */
function rowsOf(file: string): string[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => line.slice(0, line.lastIndexOf(",")));
}

/** Runs it; tells each kill. */
export async function killedSweep(extent: Extent, tell: (line: string) => void = () => {}): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "astra-ts-kills-"));
  try {
    standInForSlurm(folder);
    return await inFolder(folder, extent, tell);
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 5 });
  }
}

/** Programs of Slurm's names: they take jobs, and nothing comes of these. */
function standInForSlurm(folder: string): void {
  mkdirSync(join(folder, "programs"));
  for (const [name, script] of [
    ["squeue", "exit 0"],
    ["sbatch", "sleep 0.05; echo 1"],
  ] as const) {
    writeFileSync(join(folder, "programs", name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "programs", name), 0o755);
  }
}

async function inFolder(
  folder: string,
  { points, shards, kills, seed }: Extent,
  tell: (line: string) => void,
): Promise<Outcome> {
  const seeds = Array.from({ length: points / 2 }, (_, index) => index + 1).join(",");
  const study: Study = {
    folder,
    shards,
    results: join(folder, "points.jsonl"),
    experiment: [
      ...["examples/exercise-1/experiment.yaml", "--networks", "analytical"],
      ...["--vary", "topology.0.npus=4,8", "--vary", `seed=${seeds}`],
    ],
  };
  const random = createRandom(seed);
  let inTime = 0;
  for (let kill = 0; kill < kills; kill++) {
    const calls = [shard(study, random.integer(shards)), merge(study), submit(study)];
    const call = calls[kill % 5 === 3 ? 1 : kill % 5 === 4 ? 2 : 0]!;
    const after = random.next() * 120;
    const code = await run(study, call, after);
    if (code === null) inTime++;
    tell(
      `${call.name} ${code === null ? `killed after ${after.toFixed(0)} ms of work` : `had ended with ${code}`}`,
    );
  }

  for (let index = 0; index < shards; index++) await run(study, shard(study, index));
  await run(study, merge(study, "--csv", join(folder, "merged.csv")));
  const whole = join(folder, "whole");
  const flags = ["--results", `${whole}.jsonl`, "--csv", `${whole}.csv`, "--workers", "1", "--quiet"];
  await run(study, {
    name: "single run",
    args: ["sweep", ...study.experiment, ...flags],
    isAtWork: () => true,
  });
  const names = readdirSync(folder);
  return {
    inTime,
    inShards: names
      .filter((name) => /points\.shard-\d+-of-\d+\.jsonl$/.test(name))
      .flatMap((name) => idsIn(join(folder, name))),
    merged: idsIn(study.results),
    rows: rowsOf(join(folder, "merged.csv")),
    single: rowsOf(`${whole}.csv`),
    locks: names.filter((name) => name.includes(".lock")),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const extent = { points: 2000, shards: 8, kills: 30, seed: Number(process.argv[2] ?? 1) };
  const outcome = await killedSweep(extent, (line) => console.log(line));
  const { inTime, inShards, merged, rows, single, locks } = outcome;
  const [shardIds, mergedIds] = [new Set(inShards).size, new Set(merged).size];
  const differing =
    single.filter((row, index) => row !== rows[index]).length + Math.abs(rows.length - single.length);
  console.log(
    `${inTime} of ${extent.kills} kills came in time; ${inShards.length} records of ${shardIds} points in ${extent.shards} shards, ${merged.length} of ${mergedIds} merged; ${differing} of ${single.length - 1} rows differ from the single run; ${locks.length} locks left`,
  );
  const counts = [inShards.length, shardIds, merged.length, mergedIds];
  process.exitCode =
    counts.every((count) => count === extent.points) && differing === 0 && locks.length === 0 ? 0 : 1;
}
