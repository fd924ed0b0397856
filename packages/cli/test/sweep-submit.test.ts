import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { executable, root } from "./astra-ts.js";

let folder: string;
let programs: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-submit-"));
  programs = join(folder, "programs");
  mkdirSync(programs);
});
afterAll(() => rmSync(folder, { recursive: true }));

const experiment = "examples/exercise-1/experiment.yaml";
const grid = ["--networks", "analytical", "--vary", "seed=1,2,3,4,5,6,7,8"];

/** Runs the command with what stands in for Slurm before anything else of that name. */
function astraTs(args: readonly string[], cwd = root) {
  const env = { ...process.env, PATH: `${programs}:${process.env.PATH}`, STATE: folder };
  return spawnSync(process.execPath, [executable, ...args], { cwd, env, encoding: "utf8" });
}

function standIn(name: string, script: string): void {
  const path = join(programs, name);
  writeFileSync(path, `#!/bin/bash\n${script}\n`);
  chmodSync(path, 0o755);
}

describe.skipIf(process.platform === "win32")("sweep submit", () => {
  const at = (name: string) => join(folder, name);

  it("prints the script for Slurm and submits nothing when it is a dry run", () => {
    const results = at("dry.jsonl");
    const submit = ["sweep", "submit", experiment, ...grid, "--results", results, "--engine", "slurm"];
    const { status, stdout, stderr } = astraTs([
      ...submit,
      "--shards",
      "4",
      "--time",
      "90",
      "--memory",
      "3GiB",
      "--sbatch=--partition=long",
      "--dry-run",
    ]);
    expect(status, stderr).toBe(0);
    for (const line of ["--array=0-3", "--time=01:30:00", "--mem=3072M", "--partition=long"])
      expect(stdout).toContain(`#SBATCH ${line}\n`);
    expect(stdout).toContain(
      `sweep ${experiment} --vary seed=1,2,3,4,5,6,7,8 --networks analytical --results ${results}`,
    );
    expect(existsSync(at("dry.slurm.sh"))).toBe(false);
  });

  it("submits, watches, submits again what was given up, and merges", () => {
    const results = at("run.jsonl");
    // A queue that is always empty. The first job loses shard 1; the second runs what it is given.
    standIn("squeue", "exit 0");
    standIn(
      "sbatch",
      `echo "$@" >> "$STATE/sbatch.log"
tasks="0 1 2"
for argument in "$@"; do case "$argument" in --array=*) tasks="\${argument#--array=}" ;; esac; done
[ "$tasks" = "0 1 2" ] && tasks="0 2"
for task in $tasks; do SLURM_ARRAY_TASK_ID=$task bash "\${@: -1}" >&2 || exit 1; done
echo 42`,
    );
    const submit = [
      "sweep",
      "submit",
      experiment,
      ...grid,
      "--results",
      results,
      "--engine",
      "slurm",
      "--shards",
      "3",
    ];
    const submitted = astraTs(submit);
    expect(submitted.status, submitted.stderr).toBe(0);
    expect(submitted.stdout).toContain(
      "Submitted job 42: shards 0-2 of 3, each 1 core, 1 GiB, 10 min 0 s at most.",
    );
    // Submitted once more, it would be shard 1 alone.
    expect(astraTs([...submit, "--dry-run"]).stdout).toContain("#SBATCH --array=1\n");

    const watched = astraTs(["sweep", "watch", results, "--interval", "1", "--csv", at("run.csv")]);
    expect(watched.status, watched.stderr).toBe(0);
    expect(watched.stderr).toMatch(/^Exercise 1: \d of 8 points done, \d left\n/);
    expect(watched.stderr).toContain(
      "Shards 1 have points left and are in no queue: submitted again, as job 42.",
    );
    expect(watched.stderr).toContain("8 of 8 points, 8 of them new from 3 files of shards");
    expect(readFileSync(at("sbatch.log"), "utf8").trim().split("\n")).toEqual([
      `--parsable ${at("run.slurm.sh")}`,
      `--parsable --array=1 ${at("run.slurm.sh")}`,
    ]);
    expect(readFileSync(at("run.csv"), "utf8").trim().split("\n")).toHaveLength(9);
    expect(astraTs(submit).stdout).toBe(`All 8 points are done: astra-ts sweep merge ${results}\n`);
  });

  it("is refused while the sweep is in the queue, and where Slurm refuses or is not there", () => {
    const submit = (name: string) => [
      "sweep",
      "submit",
      experiment,
      ...grid,
      "--results",
      at(name),
      "--engine",
      "slurm",
    ];
    standIn("squeue", "echo 12_3");
    const queued = astraTs(submit("queued.jsonl"));
    expect(queued.status).toBe(1);
    expect(queued.stderr).toMatch(
      /queued\.jsonl: this sweep is in Slurm's queue already, as the job sweep-queued-[0-9a-f]{8}\./,
    );
    standIn("squeue", "exit 0");
    standIn("sbatch", "echo 'sbatch: error: invalid partition specified: long' >&2; exit 1");
    expect(astraTs(submit("refused.jsonl")).stderr).toContain(
      "sbatch refused: sbatch: error: invalid partition specified: long.\n  Options that your cluster wants",
    );
    const env = { PATH: "/nowhere" };
    const none = spawnSync(process.execPath, [executable, ...submit("none.jsonl")], {
      cwd: root,
      env,
      encoding: "utf8",
    });
    expect(none.status).toBe(1);
    expect(none.stderr).toContain("squeue, a program of Slurm, cannot be started (ENOENT)");
  });

  it("gives up a watch with what there is where nothing runs the rest", () => {
    const results = at("alone.jsonl");
    expect(astraTs(["sweep", experiment, ...grid, "--shard", "0/2", "--results", results]).status).toBe(0);
    const { status, stderr } = astraTs(["sweep", "watch", results]);
    expect(status).toBe(1);
    expect(stderr).toContain("4 points are left, and nothing runs them.");
    expect(stderr).toContain("4 of 8 points, 4 of them new from 1 files of shards");
  });

  it("writes the job of Kubernetes, for what lies in the folder that the volume has", () => {
    writeFileSync(at("small.yaml"), `include: ${root}${experiment}\nname: Small\n`);
    const kubernetes = [
      "--engine",
      "kubernetes",
      "--shards",
      "2",
      "--image",
      "astra-ts:1",
      "--volume",
      "sweeps",
    ];
    const submit = ["sweep", "submit", "small.yaml", ...grid];
    const { status, stdout, stderr } = astraTs([...submit, ...kubernetes], folder);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("To start them: kubectl apply -f small.sweep.job.yaml");
    const written: unknown = parse(readFileSync(at("small.sweep.job.yaml"), "utf8"));
    expect(written).toMatchObject({ kind: "Job", spec: { completions: 2 } });
    expect(parse(astraTs([...submit, ...kubernetes, "--dry-run"], folder).stdout)).toEqual(written);
    const outside = astraTs([...submit, "--results", "../a.jsonl", ...kubernetes], folder);
    expect(outside.stderr).toContain("../a.jsonl: a Kubernetes job sees the volume alone");
    expect(astraTs([...submit, ...kubernetes.slice(0, 4)], folder).stderr).toContain(
      "--image: a Kubernetes job needs",
    );
  });

  it("runs here where the engine is local", () => {
    const submit = [
      "sweep",
      "submit",
      experiment,
      ...grid,
      "--results",
      at("here.jsonl"),
      "--engine",
      "local",
    ];
    expect(astraTs([...submit, "--dry-run"]).stdout).toMatch(/^astra-ts sweep examples\S+ --vary /);
    expect(astraTs(submit).stderr).toContain("8 of 8 points; 8 in");
  });
});
