import process from "node:process";

/** Least CPU seconds of `runs` calls, and what the last call returned. CPU time, as other processes may share the machine. */
export async function bestOf(runs, action) {
  let seconds = Number.POSITIVE_INFINITY;
  let result;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    result = await action();
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { seconds, result };
}
