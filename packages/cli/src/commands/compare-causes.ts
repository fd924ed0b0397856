import process from "node:process";
import {
  type Choice,
  type DifferenceCause,
  isAstraError,
  type LabelledResult,
  type MeasuredDifference,
  type Progress,
  simulate,
} from "@astra-ts/core";
import { type ComparedPair, comparedPairs } from "@astra-ts/report";
import { changeWords, networkLadder } from "../compare/network-ladder.js";
import type { Override } from "../experiment/set-override.js";
import { memoryBudgets } from "../limits/memory-budgets.js";
import { progressLine } from "../terminal/progress.js";
import type { ResolvedExperiment } from "./experiment-options.js";

/** A run that was compared, and how to do it again otherwise. */
export interface ComparedRun extends Required<Pick<LabelledResult, "label" | "variant" | "network">> {
  readonly resolved: ResolvedExperiment;
  readonly choice: Choice;
  /** Fields in which it differs from the experiment as it stands. */
  readonly changes: readonly Override[];
  /** The experiment with some of these. */
  with(changes: readonly Override[]): Promise<ResolvedExperiment>;
}

/** Seconds that all re-runs may take unasked, and how many a difference may need. */
const secondsUnasked = 10;
const reRunsEach = 4;

/**
 * What each difference of a comparison comes from, found by runs between the two: of networks one refinement at a time, of variants one changed field at a time. Unasked (`wanted`
 * undefined) that is done where it is cheap. A step that cannot be simulated is told together with the next. Interrupting (Ctrl-C) ends it: what was found until then is given.
 */
export async function measureCauses(
  runs: readonly ComparedRun[],
  results: readonly LabelledResult[],
  { wanted, quiet }: { readonly wanted: boolean | undefined; readonly quiet: boolean },
): Promise<readonly MeasuredDifference[]> {
  const pairs = affordable(comparedPairs(results), wanted);
  if (pairs.length === 0) return [];
  const progress = progressLine("what differences come from", quiet);
  const totals = new Totals(progress.update);
  for (const [index, { result }] of results.entries())
    totals.know(runs[index]!.resolved, runs[index]!.choice, result.time.total);
  const of = (result: LabelledResult): ComparedRun => runs[results.indexOf(result)]!;
  const found: MeasuredDifference[] = [];
  const interrupt = () => totals.stop();
  process.once("SIGINT", interrupt);
  try {
    for (const { run, from, differsBy } of pairs) {
      const steps =
        differsBy === "variant" ? await fieldSteps(of(from), of(run)) : networkSteps(of(from), of(run));
      const causes = await causesOf(steps, from.result.time.total, run.result.time.total, totals);
      if (totals.isStopped) break;
      const time = run.result.time.total - from.result.time.total;
      if (causes.length > 0) found.push({ label: run.label, from: from.label, time, causes });
    }
  } finally {
    process.off("SIGINT", interrupt);
    progress.done();
  }
  return found;
}

/** Unasked, as many pairs as their time allows, the quickest first; else all or none. */
function affordable(pairs: readonly ComparedPair[], wanted: boolean | undefined): readonly ComparedPair[] {
  if (wanted !== undefined) return wanted ? pairs : [];
  const secondsOf = ({ run, from }: ComparedPair): number =>
    reRunsEach * Math.max(run.result.simulation.wallSeconds, from.result.simulation.wallSeconds);
  let left = secondsUnasked;
  const chosen = new Set<ComparedPair>();
  for (const pair of [...pairs].sort((a, b) => secondsOf(a) - secondsOf(b))) {
    left -= secondsOf(pair);
    if (left >= 0) chosen.add(pair);
  }
  return pairs.filter((pair) => chosen.has(pair));
}

/** A run on the way from one to another. */
interface Step {
  readonly resolved: ResolvedExperiment | undefined;
  readonly choice: Choice;
  readonly cause: string;
  readonly basis: DifferenceCause["basis"];
}

function networkSteps(from: ComparedRun, to: ComparedRun): Step[] {
  const { resolved } = to;
  return networkLadder(from.choice, to.choice, resolved.registry).map(({ network: choice, ...step }) => {
    return { resolved, choice, ...step };
  });
}

/** The changes of a variant, put on one after the other; undefined where the experiment cannot be read with some of them alone. */
async function fieldSteps(from: ComparedRun, { changes, choice, ...to }: ComparedRun): Promise<Step[]> {
  const steps: Step[] = [];
  for (const [index, { path, value }] of changes.entries()) {
    const isLast = index === changes.length - 1;
    const resolved = isLast ? to.resolved : await read(() => to.with(changes.slice(0, index + 1)));
    const cause = changeWords(path.join("."), valueAt(from.resolved.raw, path), value);
    steps.push({ resolved, choice: isLast ? choice : from.choice, cause, basis: "re-run" });
  }
  return steps;
}

async function read(resolve: () => Promise<ResolvedExperiment>): Promise<ResolvedExperiment | undefined> {
  try {
    return await resolve();
  } catch (error) {
    if (isAstraError(error)) return undefined;
    throw error;
  }
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    document,
  );
}

/** Each step takes the time from the run before it; the last is the run itself, so that they add up. */
async function causesOf(
  steps: readonly Step[],
  before: number,
  after: number,
  totals: Totals,
): Promise<DifferenceCause[]> {
  const causes: DifferenceCause[] = [];
  let reached = before;
  let together: Step[] = [];
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const total = isLast
      ? after
      : step.resolved === undefined
        ? undefined
        : await totals.of(step.resolved, step.choice);
    together.push(step);
    if (total === undefined) continue;
    const basis = together.every((own) => own.basis === "re-run") ? "re-run" : "remainder";
    causes.push({ cause: together.map(({ cause }) => cause).join(" and "), time: total - reached, basis });
    reached = total;
    together = [];
  }
  return causes;
}

/** Totals of runs, each simulated once. */
class Totals {
  readonly #known = new Map<ResolvedExperiment, Map<string, number | undefined>>();
  readonly #signal = { aborted: false };
  readonly #onProgress: (progress: Progress) => void;

  constructor(onProgress: (progress: Progress) => void) {
    this.#onProgress = onProgress;
  }

  stop(): void {
    this.#signal.aborted = true;
  }

  get isStopped(): boolean {
    return this.#signal.aborted;
  }

  know(resolved: ResolvedExperiment, choice: Choice, total: number | undefined): void {
    const known = this.#known.get(resolved) ?? new Map<string, number | undefined>();
    known.set(JSON.stringify(choice), total);
    this.#known.set(resolved, known);
  }

  /** Undefined where it cannot be simulated, or was stopped. */
  async of(resolved: ResolvedExperiment, choice: Choice): Promise<number | undefined> {
    const known = this.#known.get(resolved);
    const key = JSON.stringify(choice);
    if (known?.has(key) === true) return known.get(key);
    const total = await this.#simulated(resolved, choice);
    this.know(resolved, choice, total);
    return total;
  }

  async #simulated(resolved: ResolvedExperiment, choice: Choice): Promise<number | undefined> {
    if (this.isStopped) return undefined;
    try {
      const { experiment } = resolved.build(choice);
      const result = await simulate(experiment, resolved.registry, {
        onProgress: this.#onProgress,
        signal: this.#signal,
        memory: memoryBudgets(resolved.memoryBudget),
      });
      return result.time.total;
    } catch (error) {
      if (isAstraError(error)) return undefined;
      throw error;
    }
  }
}
