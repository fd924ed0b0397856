import process from "node:process";
import { type Experiment, isAstraError, type Registry, type Result, simulate } from "@astra-ts/core";
import { inOrderOfSaving, remedied, type Suggestion, withReRun } from "@astra-ts/report";
import { memoryBudgets } from "../limits/memory-budgets.js";

/** Changes that are simulated again at most, and seconds that all of them may take unasked. */
const mostReRuns = 5;
const secondsUnasked = 10;

/** A run that can be simulated again with a change. */
export interface ReRun {
  readonly experiment: Experiment;
  readonly registry: Registry;
  readonly memoryBudget: number | undefined;
}

/**
 * Suggestions of which the first few were simulated again, the most useful first. Unasked (`wanted` undefined) that is done where it is cheap. What cannot be simulated with the
 * change stays an estimate. Interrupting (Ctrl-C) ends it with an error of code ABORTED.
 */
export async function reRunSuggestions(
  suggestions: readonly Suggestion[],
  { time, simulation }: Result,
  { experiment, registry, memoryBudget }: ReRun,
  wanted: boolean | undefined,
): Promise<readonly Suggestion[]> {
  const changes = suggestions.filter(({ remedy }) => remedy !== undefined).slice(0, mostReRuns);
  const isCheap = simulation.wallSeconds * changes.length <= secondsUnasked;
  if (!(wanted ?? isCheap)) return suggestions;
  const signal = { aborted: false };
  const interrupt = () => {
    signal.aborted = true;
  };
  process.once("SIGINT", interrupt);
  try {
    const found: Suggestion[] = [];
    for (const suggestion of suggestions) {
      const { remedy } = suggestion;
      if (remedy === undefined || !changes.includes(suggestion)) {
        found.push(suggestion);
        continue;
      }
      const after = await totalOf(() =>
        simulate(remedied(experiment, remedy), registry, { signal, memory: memoryBudgets(memoryBudget) }),
      );
      found.push(after === undefined ? suggestion : withReRun(suggestion, time.total, after));
    }
    return inOrderOfSaving(found);
  } finally {
    process.off("SIGINT", interrupt);
  }
}

async function totalOf(run: () => Promise<Result>): Promise<number | undefined> {
  try {
    return (await run()).time.total;
  } catch (error) {
    if (isAstraError(error) && error.code !== "ABORTED") return undefined;
    throw error;
  }
}
