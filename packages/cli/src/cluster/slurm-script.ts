import { version } from "@astra-ts/core";
import { shellWord } from "../results/provenance.js";
import type { Demand } from "./demand.js";

/** An array job of Slurm that runs the shards of a sweep. */
export interface SlurmJob {
  readonly name: string;
  readonly shards: number;
  /** Shards that have points left, ascending. */
  readonly tasks: readonly number[];
  readonly demand: Demand;
  readonly retries: number;
  /** Where the command is run. */
  readonly folder: string;
  /** Where the tasks' output goes. */
  readonly logs: string;
  /** The sweep, but for its shard. */
  readonly command: readonly string[];
  /** Further options of sbatch. */
  readonly options: readonly string[];
}

/** The script of an array job. A shard that is ended by a signal is started again; where its node fails, Slurm puts it back into the queue. What it had done stays done. */
export function slurmScript({
  name,
  shards,
  tasks,
  demand,
  retries,
  folder,
  logs,
  command,
  options,
}: SlurmJob): string {
  const directives = [
    `--job-name=${name}`,
    `--array=${ranges(tasks)}`,
    `--cpus-per-task=${demand.workers}`,
    `--mem=${Math.ceil(demand.memory / 2 ** 20)}M`,
    `--time=${slurmTime(demand.seconds)}`,
    "--requeue",
    "--open-mode=append",
    `--output=${logs}/%A_%a.txt`,
    ...options,
  ];
  return `#!/bin/bash
# Runs a sweep in ${shards} shards. Written by astra-ts ${version}.
${directives.map((directive) => `#SBATCH ${directive}`).join("\n")}
cd ${shellWord(folder)} || exit 2
for try in $(seq 0 ${retries}); do
  ${command.map(shellWord).join(" ")} --shard "$SLURM_ARRAY_TASK_ID/${shards}"
  code=$?
  # Ended by a signal (out of memory, say): once more. What is done is not done again.
  [ "$code" -gt 128 ] || break
done
exit "$code"
`;
}

/** `0-3,7` for 0, 1, 2, 3 and 7. */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

/** `1-02:30:00`, as `--time` has it. */
function slurmTime(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const clock = `${two((seconds % 86_400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days}-${clock}` : clock;
}
