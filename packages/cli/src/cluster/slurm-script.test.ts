import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ranges, type SlurmJob, slurmScript } from "./slurm-script.js";

const job: SlurmJob = {
  name: "sweep-a-0123",
  shards: 8,
  tasks: [0, 1, 2, 7],
  demand: { seconds: 95_400, memory: 2.25 * 2 ** 30, workers: 4 },
  retries: 2,
  folder: "/home/me/my study",
  logs: "/home/me/my study/a.logs",
  command: ["/usr/bin/node", "/opt/astra-ts.mjs", "sweep", "it's.yaml", "--vary", "seed=1,2"],
  options: ["--partition=long"],
};

describe("the script of an array job", () => {
  it("asks for what a shard needs, and starts again what a signal ended", () => {
    const [shebang, , ...lines] = slurmScript(job).split("\n");
    expect(shebang).toBe("#!/bin/bash");
    expect(lines).toEqual([
      "#SBATCH --job-name=sweep-a-0123",
      "#SBATCH --array=0-2,7",
      "#SBATCH --cpus-per-task=4",
      "#SBATCH --mem=2304M",
      "#SBATCH --time=1-02:30:00",
      "#SBATCH --requeue",
      "#SBATCH --open-mode=append",
      "#SBATCH --output=/home/me/my study/a.logs/%A_%a.txt",
      "#SBATCH --partition=long",
      "cd '/home/me/my study' || exit 2",
      "for try in $(seq 0 2); do",
      `  /usr/bin/node /opt/astra-ts.mjs sweep 'it'\\''s.yaml' --vary seed=1,2 --shard "$SLURM_ARRAY_TASK_ID/8"`,
      "  code=$?",
      "  # Ended by a signal (out of memory, say): once more. What is done is not done again.",
      '  [ "$code" -gt 128 ] || break',
      "done",
      'exit "$code"',
      "",
    ]);
  });

  it.each([
    ["kill -9 $$", 137, 3],
    ["exit 1", 1, 1],
    ["true", 0, 1],
  ])("a shard that does %s ends with %i after %i tries", (shard, code, tries) => {
    const script = slurmScript({
      ...job,
      folder: "/tmp",
      command: ["sh", "-c", `echo "shard $1"; ${shard}`],
    });
    const { status, stdout } = spawnSync("bash", [], {
      input: script,
      env: { ...process.env, SLURM_ARRAY_TASK_ID: "7" },
      encoding: "utf8",
    });
    expect(status).toBe(code);
    expect(stdout).toBe("shard 7/8\n".repeat(tries));
  });

  it("names shards in ranges", () => {
    expect(ranges([0, 1, 2, 4, 6, 7])).toBe("0-2,4,6-7");
    expect(ranges([5])).toBe("5");
  });
});
