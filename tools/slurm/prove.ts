// A sweep of 200 points on a private Slurm, of which a task is killed, and then the daemon of a node with what runs there: every point is there once in the end. `tsx tools/slurm/prove.ts` tells what it sees.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { noSlurmHere, PrivateSlurm, within } from "./private-slurm.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executable = join(root, "packages/cli/bin/astra-ts.mjs");
const points = 200;
const shards = 4;

/** What was seen. */
export interface Proof {
  /** How often each point stands in the files of the shards, by id. */
  readonly runs: ReadonlyMap<string, number>;
  /** Points in the merged file. */
  readonly merged: number;
  /** What `sweep watch` ended with, and what it said. */
  readonly exitCode: number | null;
  readonly said: string;
  /** What went down with its node. */
  readonly killed: { readonly shard: number; readonly node: string };
}

/** Runs it; tells each step. */
export async function proveOnSlurm(tell: (line: string) => void): Promise<Proof> {
  const folder = mkdtempSync(join(tmpdir(), "astra-ts-slurm-"));
  const slurm = await PrivateSlurm.start(folder, 2);
  try {
    tell(`a controller and the nodes ${slurm.nodes.join(", ")} run in ${folder}`);
    return await disturbedSweep(slurm, folder, tell);
  } finally {
    slurm.stop();
    await sleep(500);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function disturbedSweep(
  slurm: PrivateSlurm,
  folder: string,
  tell: (line: string) => void,
): Promise<Proof> {
  const env = { ...process.env, ...slurm.environment };
  const results = join(folder, "points.jsonl");
  const seeds = Array.from({ length: points }, (_, index) => index + 1).join(",");
  const sweep = [
    ...["examples/exercise-1/experiment.yaml", "--networks", "packet", "--vary", `seed=${seeds}`],
    ...["--set", "workload.layers.0.weightGradient.size=1MiB", "--results", results],
  ];
  const submit = ["sweep", "submit", ...sweep, "--engine", "slurm", "--shards", String(shards)];
  const submitted = spawnSync(process.execPath, [executable, ...submit], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  tell(`submit: ${submitted.stdout.split("\n")[0]}${submitted.stderr}`);
  const watch = spawn(process.execPath, [executable, "sweep", "watch", results, "--interval", "1"], {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  watch.stderr.on("data", (data: Buffer) => {
    said += data.toString();
    for (const line of data.toString().trimEnd().split("\n")) tell(`watch: ${line}`);
  });
  const ended = new Promise<number | null>((resolve) => watch.on("close", resolve));

  const first = await runningShard(results, slurm, []);
  process.kill(first.pid, "SIGKILL");
  tell(`killed the task of shard ${first.shard} on ${first.node}, process ${first.pid}`);
  const second = await runningShard(results, slurm, [first.pid]);
  slurm.killNode(second.node);
  for (const pid of lineageOf(second.pid)) process.kill(pid, "SIGKILL");
  tell(`killed all of ${second.node}: its slurmd, and the task of shard ${second.shard} with its script`);
  slurm.declareDown(second.node);
  await sleep(1_000);
  tell(`nodes: ${slurm.run("sinfo", "-h", "-N", "-o", "%N %T").replaceAll("\n", ", ")}`);
  slurm.startNode(second.node);
  tell(`started the slurmd of ${second.node} again`);

  // What a node took down waits for two minutes before it may start again; nobody waits here.
  const hurry = setInterval(() => {
    const waiting = slurm.run("squeue", "-h", "-t", "PENDING", "-o", "%F_%K %r").split("\n");
    for (const task of waiting.filter((line) => line.endsWith(" BeginTime"))) {
      const id = task.split(" ")[0]!;
      slurm.run("scontrol", "update", `JobId=${id}`, "StartTime=now");
      tell(`the task ${id} is in the queue again, and may start`);
    }
  }, 500);
  const exitCode = await ended;
  clearInterval(hurry);
  const files = readdirSync(folder).filter((name) => /\.shard-\d+-of-\d+\.jsonl$/.test(name));
  const runs = new Map<string, number>();
  for (const id of files.flatMap((name) => idsIn(join(folder, name)))) runs.set(id, (runs.get(id) ?? 0) + 1);
  for (const line of slurm.log("slurmctld").split("\n"))
    if (/requeue|not responding|_job_complete.*WTERMSIG/i.test(line)) tell(`slurmctld: ${line}`);
  return { runs, merged: new Set(idsIn(results)).size, exitCode, said, killed: second };
}

interface RunningShard {
  readonly shard: number;
  readonly node: string;
  readonly pid: number;
}

/** A shard that is in the midst of its points, and whose process is none of those. */
async function runningShard(
  results: string,
  slurm: PrivateSlurm,
  not: readonly number[],
): Promise<RunningShard> {
  let found: RunningShard | undefined;
  const isFound = await within(60, () => {
    const tasks = slurm.run("squeue", "-h", "-t", "RUNNING", "-o", "%K %N").split("\n");
    for (const task of tasks) {
      const [shard, node] = task.split(" ");
      const file = results.replace(".jsonl", `.shard-${shard}-of-${shards}.jsonl`);
      const pid = writerOf(file);
      const done = idsIn(file).length;
      if (pid === undefined || not.includes(pid) || done < 3 || done > points / shards - 10) continue;
      found = { shard: Number(shard), node: node!, pid };
    }
    return found !== undefined;
  });
  if (!isFound) throw new Error(`no shard was seen at work:\n${slurm.log("slurmctld")}`);
  return found!;
}

/** A task's process, and those above it that Slurm started for it: the script, and the daemon that minds the script; that one first. */
function lineageOf(pid: number): number[] {
  const lineage: number[] = [];
  for (let at = pid; ; ) {
    const stat = readFileSync(`/proc/${at}/stat`, "utf8");
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    if (at !== pid && !["bash", "slurm_script", "slurmstepd"].includes(name)) return lineage;
    lineage.unshift(at);
    if (name === "slurmstepd") return lineage;
    at = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  }
}

function writerOf(file: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(`${file}.lock`, "utf8")) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}

/** Ids of the points in a results file; a line that is being written does not count. */
function idsIn(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return text
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return (JSON.parse(line) as { id?: string }).id ?? [];
      } catch {
        return [];
      }
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reason = noSlurmHere();
  if (reason !== undefined) throw new Error(reason);
  const started = performance.now();
  const tell = (line: string) =>
    console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`);
  const { runs, merged, exitCode } = await proveOnSlurm(tell);
  const twice = [...runs.values()].filter((count) => count !== 1).length;
  tell(
    `${runs.size} points in the files of the shards, ${twice} of them more than once; ${merged} merged; exit code ${exitCode}`,
  );
  process.exitCode = runs.size === points && twice === 0 && merged === points && exitCode === 0 ? 0 : 1;
}
