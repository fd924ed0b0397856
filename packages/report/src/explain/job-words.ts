import { formatPercent, formatTime, type JobResult, type Result } from "@astra-ts/core";

/** What the jobs of a run did to each other, a sentence for each. */
export function jobSentences({ jobs = [] }: Result): string[] {
  return jobs.map(
    (job) => `Job ${job.name} took ${formatTime(job.time)} on ${job.ranks.length} NPUs${besideAlone(job)}.`,
  );
}

/** Less than that is the rounding of single messages. */
const noticeable = 0.0005;

function besideAlone({ alone, slowdown }: JobResult): string {
  if (alone === undefined) return "";
  if (slowdown === undefined || Math.abs(slowdown - 1) < noticeable) return ", as long as alone";
  const share = formatPercent(Math.abs(slowdown - 1));
  return `, ${share} ${slowdown > 1 ? "more" : "less"} than the ${formatTime(alone)} that it takes alone`;
}
