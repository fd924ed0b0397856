import { AstraError, isAstraError } from "../errors/astra-error.js";
import { pluginFailed } from "../errors/plugin-failed.js";
import type { Experiment } from "../experiment/experiment.js";
import { checkMemory, type MemoryBudget } from "../limits/memory-budget.js";
import type { RunObserver } from "../observe/run-event.js";
import { isOurs, type Registry } from "../plugin/registry.js";
import type { Result } from "../result/result.js";
import { formatPercent, formatTime } from "../units/format.js";
import type { CauseRecorder } from "./cause-recorder.js";
import { composeResult } from "./compose-result.js";
import { monotonicSeconds, yieldToHost } from "./host.js";
import { Run } from "./run.js";

/** How far a run is. */
export interface Progress {
  /** Simulated time, ns. */
  readonly time: number;
  readonly events: number;
  readonly finishedRanks: number;
  readonly npus: number;
  /** Share of the run that is done, 0 to 1; never less than before. Absent where a layer does not tell. */
  readonly share?: number;
  readonly wallSeconds: number;
}

/** How to watch a run, and how to stop it. */
export interface SimulateOptions {
  /** Called when everything is built and nothing has run yet, with the warnings that are known by then; the result has them, too. */
  readonly onStart?: (warnings: readonly string[]) => void;
  /** Called about ten times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Told of every event of the run (messages, phases, packets) when it happens. The result is the same but for the number of the simulator's own events. */
  readonly observer?: RunObserver;
  /** Follows what brings about what, so that the result has a `criticalPath`; a new one for each run. Runs of graphs have their own. */
  readonly causes?: CauseRecorder;
  /** Stops the run with an error of code ABORTED. */
  readonly signal?: { readonly aborted: boolean };
  /** Checked about ten times a second: a run that exceeds one of them ends with an error of code MEMORY_BUDGET. */
  readonly memory?: readonly MemoryBudget[];
}

const eventsPerLook = 20_000;
const secondsPerYield = 0.1;
/** Beyond it, 104 days, a double no longer tells one ns from the next. */
const lastTime = Number.MAX_SAFE_INTEGER;

/**
 * Simulates an experiment to its end: builds topology, network, system and workload layers from the registry's entries and runs them. A workload may then have
 * others run beside it, to be compared with: jobs each alone, without progress.
 * The host's event loop gets a turn about ten times a second, so that a page stays alive and a signal is heard.
 * Throws an `AstraError` for input that cannot be run and a `DeadlockError` when work is left that can never finish.
 */
export async function simulate(
  experiment: Experiment,
  registry: Registry,
  options: SimulateOptions = {},
): Promise<Result> {
  const [result, run] = await simulateOnce(experiment, registry, options);
  const {
    observer: _observer,
    onProgress: _onProgress,
    onStart: _onStart,
    causes: _causes,
    ...others
  } = options;
  const simulated = async (changes: Partial<Experiment>): Promise<Result> => {
    const [other] = await simulateOnce(
      { ...experiment, ...changes, timeline: { ranks: 0 } },
      registry,
      others,
    );
    return other;
  };
  if (experiment.speeds !== undefined)
    result.time.undisturbed = (await simulated({ speeds: undefined })).time.total;
  return run.compared?.(result, (workload) => simulated({ workload })) ?? result;
}

async function simulateOnce(
  experiment: Experiment,
  registry: Registry,
  options: SimulateOptions,
): Promise<[Result, Run]> {
  const started = monotonicSeconds();
  const run = new Run(experiment, registry, options.observer, options.causes);
  let result: Result;
  try {
    options.onStart?.([...run.warnings]);
    result = await driven(run, registry, started, options);
  } catch (error) {
    closeAfter(error, run);
    throw error;
  }
  run.close();
  return [result, run];
}

/** What ended the run is told, whatever else goes wrong while it is taken down. */
function closeAfter(error: unknown, run: Run): void {
  try {
    run.close();
  } catch (second) {
    if (error instanceof Error) error.cause ??= second;
  }
}

/** Drives the run to its end. */
async function driven(
  run: Run,
  registry: Registry,
  started: number,
  { onProgress, signal, memory = [] }: SimulateOptions,
): Promise<Result> {
  const lookAtMemory = (): void => {
    const { simulator, network } = run;
    checkMemory(memory, simulator.now, simulator.events, network.memoryElsewhere?.() ?? 0);
  };
  lookAtMemory();
  let lastYield = started;
  let share = 0;
  const isDue = (): boolean => monotonicSeconds() - lastYield >= secondsPerYield;
  while (!advance(run, registry, isDue)) {
    checkTime(run);
    if (!isDue()) continue;
    lookAtMemory();
    const now = run.share();
    share = Math.max(share, now ?? 0);
    onProgress?.({
      time: run.simulator.now,
      events: run.simulator.events,
      finishedRanks: run.workload.finishedRanks,
      npus: run.experiment.topology.npus,
      ...(now === undefined ? {} : { share }),
      wallSeconds: monotonicSeconds() - started,
    });
    await yieldToHost();
    if (signal?.aborted) {
      throw new AstraError("ABORTED", {
        problem: `the run was stopped at ${formatTime(run.simulator.now)} of simulated time${now === undefined ? "" : `, ${formatPercent(share)} of the work done`}`,
      });
    }
    lastYield = monotonicSeconds();
  }
  checkTime(run);
  run.assertFinished();
  return composeResult(run, monotonicSeconds() - started);
}

/** Errors of a plugin's own code name the plugins that are not ours: nobody can tell for sure which callback of whom it was. */
function advance(run: Run, registry: Registry, isDue: () => boolean): boolean {
  try {
    return run.advance(eventsPerLook, isDue);
  } catch (error) {
    const foreign = registry.plugins.map(({ name }) => name).filter((name) => !isOurs(name));
    if (isAstraError(error) || foreign.length === 0) throw error;
    throw pluginFailed(
      `an error was thrown ${run.simulator.now} ns into the run`,
      error,
      `Look first into ${foreign.length === 1 ? "the plugin" : "the plugins"} ${foreign.join(", ")}.`,
    );
  }
}

function checkTime({ simulator: { now } }: Run): void {
  if (now <= lastTime) return;
  throw new AstraError("TOO_LARGE", {
    problem: "the simulated time passes what can be told apart to the ns",
    found: now,
    expected: `${lastTime} ns (104 days) at most`,
    hint: "Look for a latency, a compute time or a size in the wrong unit.",
  });
}
