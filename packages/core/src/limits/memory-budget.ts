import { AstraError } from "../errors/astra-error.js";
import { formatSize, formatTime } from "../units/format.js";

/** Memory that a run may not exceed. Core cannot look at its host's memory, so the host says how much is used. */
export interface MemoryBudget {
  /** `memory of the process`. */
  readonly what: string;
  /** Bytes. */
  readonly budget: number;
  /** Bytes in use now. Asked about ten times a second. */
  readonly used: () => number;
  /** True where what the network holds in other processes counts too. */
  readonly countsElsewhere?: boolean;
  /** What would raise the budget, as a sentence. */
  readonly hint?: string;
}

/** Throws MEMORY_BUDGET, saying what the run had reached, where a budget is exceeded. `elsewhere`: bytes that the network holds outside of this process. */
export function checkMemory(
  budgets: readonly MemoryBudget[],
  time: number,
  events: number,
  elsewhere: number,
): void {
  for (const { what, budget, used, hint, countsElsewhere } of budgets) {
    const reached = used() + (countsElsewhere === true ? elsewhere : 0);
    if (reached <= budget) continue;
    throw new AstraError("MEMORY_BUDGET", {
      problem: `the run reached its memory budget at ${formatTime(time)} of simulated time, after ${events} events: ${formatSize(reached)} in use`,
      expected: `at most ${formatSize(budget)} (${what})`,
      hint: `Fewer chunks (system.preferredDatasetSplits), fewer NPUs, smaller messages or a coarser network need less.${hint === undefined ? "" : ` ${hint}`}`,
    });
  }
}
