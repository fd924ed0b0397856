import {
  AstraError,
  isAstraError,
  type Job,
  type JobsWorkload,
  type Origins,
  partOfTopology,
  type Topology,
} from "@astra-ts/core";
import type { ExperimentDocument } from "@astra-ts/core/document";
import { placeJobs } from "@astra-ts/workload";
import type { SystemContent } from "./build.js";
import { readWorkload, type WorkloadSurroundings } from "./workload.js";

type JobDocument = NonNullable<ExperimentDocument["jobs"]>[number];

/** Jobs of an experiment, and where everything comes from. */
export interface JobsContent {
  readonly workload: JobsWorkload;
  readonly origins: Origins;
}

/** With what jobs are read. */
export interface JobsSurroundings extends Omit<WorkloadSurroundings, "topology"> {
  readonly topology: Topology;
  /** The system layer of a job that has options of its own. */
  systemOf(options: NonNullable<JobDocument["system"]>, topology: Topology): SystemContent;
}

/** The jobs of an experiment, placed on its machine, with the traffic beside them. */
export function readJobs(
  { jobs = [], background = [], seed = 1 }: ExperimentDocument,
  surroundings: JobsSurroundings,
): JobsContent {
  const places = placeJobs(surroundings.topology.npus, jobs);
  const origins = new Map<string, Origins extends ReadonlyMap<string, infer O> ? O : never>([
    ["workload.jobs", { field: "jobs" }],
    ["workload.background", { field: "background" }],
  ]);
  const read = jobs.map((job, index): Job => {
    const field = `jobs.${index}`;
    const content = below(field, () => readJob(job, places[index]!, surroundings));
    for (const [path, origin] of content.origins)
      origins.set(
        `workload.${field}.${path}`,
        typeof origin === "function" || origin.file !== undefined
          ? origin
          : { ...origin, field: `${field}.${origin.field}` },
      );
    if (job.system === undefined) origins.set(`workload.${field}.system`, { field: "system" });
    return content.job;
  });
  return {
    workload: {
      kind: "jobs",
      jobs: read,
      background: background.map(({ size, npus, ...traffic }) => ({
        ...traffic,
        bytes: size,
        ...(npus === undefined ? {} : { ranks: npus }),
      })),
      seed,
    },
    origins,
  };
}

function readJob(
  { name, start, alone, grid, workload: written, system }: JobDocument,
  ranks: readonly number[],
  surroundings: JobsSurroundings,
): { job: Job; origins: Origins } {
  const topology = partOfTopology(surroundings.topology, ranks, grid);
  const own = system === undefined ? undefined : surroundings.systemOf(system, topology);
  const { workload, workloadOptions, origins } = readWorkload(written, { ...surroundings, topology });
  return {
    job: {
      name,
      ranks,
      start,
      alone,
      workload,
      workloadOptions,
      ...(grid === undefined ? {} : { grid }),
      ...(own === undefined ? {} : { system: own.system }),
    },
    origins: new Map([...origins, ...(own?.origins ?? [])]),
  };
}

/** Fields that errors name are meant inside the job. */
function below<Value>(part: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (!isAstraError(error) || error.details.file !== undefined) throw error;
    const { field } = error.details;
    throw new AstraError(error.code, {
      ...error.details,
      field: field === undefined ? part : `${part}.${field}`,
    });
  }
}
