import type { Phase } from "../plan/phase.js";
import { GraphRun } from "./graph-run.js";
import type { PhaseRun, PhaseRunContext } from "./phase-run.js";
import { StepRun } from "./step-run.js";

/** Starts the phases of all ranks. Runs that are given back serve again. */
export class PhaseRuns {
  readonly #context: PhaseRunContext;
  readonly #idle: Record<Phase["plan"]["form"], PhaseRun[]> = { steps: [], graph: [] };

  constructor(context: PhaseRunContext) {
    this.#context = context;
  }

  /** A run for a phase, to be started. */
  take({ plan: { form } }: Phase): PhaseRun {
    return (
      this.#idle[form].pop() ?? (form === "steps" ? new StepRun(this.#context) : new GraphRun(this.#context))
    );
  }

  /** A run that has ended, and the phase that it ran. */
  giveBack(run: PhaseRun, { plan: { form } }: Phase): void {
    this.#idle[form].push(run);
  }
}
