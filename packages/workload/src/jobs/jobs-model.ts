import {
  AstraError,
  isAstraError,
  type Job,
  type JobsWorkload,
  logicalDimensionsOf,
  type PreparedPart,
  partOfTopology,
  preparePart,
  type WorkloadModel,
  type WorkloadPreparation,
} from "@astra-ts/core";
import * as z from "zod";
import { besideAlone } from "./alone.js";
import { checkBackground } from "./background.js";
import { JobsRunner } from "./jobs-runner.js";

const jobsOptions = z.strictObject({});

/** Runs several workloads on one machine, each on NPUs of its own with a system layer of its own; they meet in the network alone. */
export const jobsModel: WorkloadModel<"jobs", z.output<typeof jobsOptions>> = {
  name: "jobs",
  description: "Several jobs that share one machine, and traffic that belongs to none",
  kind: "jobs",
  options: jobsOptions,
  prepare(preparation, workload) {
    const { topology, warn, contention } = preparation;
    checkJobs(workload, topology.npus);
    checkBackground(workload.background ?? [], topology, contention);
    if (contention === false && workload.jobs.length > 1)
      warn(
        "The jobs cannot slow each other in this network, in which messages do not share links; compare with flow, analytical-congestion, packet or ns3.",
      );
    const parts = workload.jobs.map((job, index) => preparedJob(job, index, preparation));
    return {
      logicalDimensions: logicalDimensionsOf(topology),
      compared: (result, beside) => besideAlone(workload, result, beside),
      representatives: workload.jobs.map(({ ranks }) => ranks[0]!),
      create: (context) =>
        new JobsRunner(
          workload,
          parts.map((part) => part.create()),
          topology.npus,
          context,
        ),
    };
  },
};

function preparedJob(job: Job, index: number, { parts, topology }: WorkloadPreparation): PreparedPart {
  if (parts === undefined)
    throw new AstraError("UNSUPPORTED", {
      problem: "jobs can only be prepared inside of a run",
      field: "jobs",
    });
  const { ranks, grid, workload, workloadOptions, system } = job;
  const field = `jobs.${index}`;
  return preparePart(parts, {
    ranks,
    topology: partOfJob(topology, ranks, grid, field),
    workload,
    workloadOptions,
    system,
    field,
  });
}

/** The machine as a job sees it. */
function partOfJob(
  topology: Parameters<typeof partOfTopology>[0],
  ranks: readonly number[],
  grid: readonly number[] | undefined,
  field: string,
) {
  try {
    return partOfTopology(topology, ranks, grid);
  } catch (error) {
    if (!isAstraError(error)) throw error;
    throw new AstraError(error.code, { ...error.details, field: `${field}.grid` });
  }
}

function checkJobs({ jobs }: JobsWorkload, npus: number): void {
  const names = new Set<string>();
  const owner = new Map<number, string>();
  if (jobs.length === 0)
    throw new AstraError("INVALID_VALUE", {
      problem: "there is no job",
      field: "jobs",
      expected: "one or more",
    });
  for (const [index, { name, ranks, start = 0 }] of jobs.entries()) {
    const field = `jobs.${index}`;
    if (names.has(name))
      throw new AstraError("DUPLICATE_NAME", {
        problem: "two jobs have the same name",
        field: `${field}.name`,
        found: name,
      });
    names.add(name);
    if (ranks.length === 0)
      throw new AstraError("INVALID_VALUE", { problem: "the job has no NPU", field: `${field}.ranks` });
    for (const rank of ranks) {
      const other = owner.get(rank);
      if (!Number.isInteger(rank) || rank < 0 || rank >= npus || other !== undefined)
        throw new AstraError("INVALID_VALUE", {
          problem: other === undefined ? "the machine has no such NPU" : `the job "${other}" has this NPU`,
          field: `${field}.ranks`,
          found: rank,
          expected: `NPUs from 0 to ${npus - 1}, each in one job`,
        });
      owner.set(rank, name);
    }
    if (!(start >= 0 && Number.isFinite(start)))
      throw new AstraError("INVALID_VALUE", {
        problem: "a time before the beginning",
        field: `${field}.start`,
        found: start,
        expected: "0 or later, in ns",
      });
  }
}
