import type { JobResult, JobsWorkload, Result } from "@astra-ts/core";

/** The result of jobs together, with the time that each takes alone: one more run for each that something else may have slowed. */
export async function besideAlone(
  { kind, jobs, background = [] }: JobsWorkload,
  result: Result,
  simulated: (workload: JobsWorkload) => Promise<Result>,
): Promise<Result> {
  if (jobs.length === 1 && background.length === 0) return result;
  const compared: JobResult[] = [];
  for (const [index, together] of result.jobs!.entries()) {
    const job = jobs[index]!;
    if (job.alone === false) {
      compared.push(together);
      continue;
    }
    const [lone] = (await simulated({ kind, jobs: [job] })).jobs!;
    compared.push(beside(together, lone!.time));
  }
  return { ...result, jobs: compared };
}

function beside(together: JobResult, alone: number): JobResult {
  return { ...together, alone, ...(alone === 0 ? {} : { slowdown: together.time / alone }) };
}
