import { existsSync } from "node:fs";
import { extname } from "node:path";
import { AstraError } from "@astra-ts/core";
import * as z from "zod";
import { inputLimits } from "../files/input-limits.js";
import { readInput } from "../files/read-input.js";
import { writeAtomically } from "../files/write-atomically.js";

/** A sweep that was given to a scheduler, as `submit` notes it for `watch` and for the next `submit`. */
const sweepJob = z.object({
  schema: z.literal("astra-ts/sweep-job@1"),
  engine: z.enum(["slurm", "kubernetes"]),
  /** Name of the job: that of the results file, and a digest of where it lies. */
  name: z.string(),
  shards: z.number().int().min(1),
  /** How often a shard that was cut off is run again. */
  retries: z.number().int().min(0),
  /** What the scheduler is given. */
  script: z.string(),
});

export type SweepJob = z.infer<typeof sweepJob>;

/** A file beside a results file: `name.job.json` beside `name.jsonl`. */
export function besideResults(results: string, ending: string): string {
  return `${results.slice(0, results.length - extname(results).length)}${ending}`;
}

export function writeSweepJob(results: string, job: Omit<SweepJob, "schema">): void {
  const content = { schema: "astra-ts/sweep-job@1", ...job };
  writeAtomically(besideResults(results, ".job.json"), `${JSON.stringify(content, null, 2)}\n`);
}

/** What `submit` has noted; undefined where nothing was submitted. Throws FILE_SYNTAX for a file that is something else. */
export function readSweepJob(results: string): SweepJob | undefined {
  const file = besideResults(results, ".job.json");
  if (!existsSync(file)) return undefined;
  const text = readInput({ file, what: "job of a sweep", limitOf: () => inputLimits.json }).toString("utf8");
  try {
    return sweepJob.parse(JSON.parse(text));
  } catch (cause) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: "not what astra-ts sweep submit notes",
      hint: "Move it out of the way, and submit the sweep again.",
      cause,
    });
  }
}
