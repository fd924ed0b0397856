import { formatPercent, formatTime, type Result } from "@astra-ts/core";

/** What NPUs cost that compute at other speeds than the workload says. */
export function disturbanceSentences({ time: { total, undisturbed } }: Result): string[] {
  if (undisturbed === undefined) return [];
  const usual = `without stragglers and jitter the run takes ${formatTime(undisturbed)}`;
  if (undisturbed === total) return [`Stragglers and jitter cost nothing: ${usual} as well.`];
  const share = undisturbed === 0 ? "" : ` (${formatPercent(Math.abs(total / undisturbed - 1))})`;
  const verb = total > undisturbed ? "cost" : "save";
  return [`Stragglers and jitter ${verb} ${formatTime(Math.abs(total - undisturbed))}${share}: ${usual}.`];
}
