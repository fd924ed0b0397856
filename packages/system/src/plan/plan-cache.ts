import type { CollectiveTask } from "@astra-ts/core";
import type { NamedAlgorithm } from "./algorithm-name.js";
import { type CompiledPlan, compileGraph, compileSteps } from "./compiled-plan.js";
import { checkSteps } from "./limits.js";
import { requireSoundPlan } from "./sound-plan.js";

/** Most plans kept at a time; a workload with more different sizes compiles some of them again. */
const capacity = 256;

/** Compiled plans by task, so that equal phases of all chunks share one. */
export class PlanCache {
  readonly #plans = new Map<string, CompiledPlan>();
  readonly #reductionTime: (bytes: number) => number;

  constructor(reductionTime: (bytes: number) => number) {
    this.#reductionTime = reductionTime;
  }

  get({ name, algorithm }: NamedAlgorithm, task: CollectiveTask): CompiledPlan {
    const key = `${name} ${task.kind} ${task.npus} ${task.bytes} ${task.direction} ${task.variant} ${task.reducesThroughout ?? false}`;
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      if (this.#plans.size === capacity) this.#plans.clear();
      const answer = algorithm.plan(task);
      if (answer.form === "steps") checkSteps(answer.sends + answer.parallelism, name, task.npus);
      requireSoundPlan(answer, task, algorithm.name);
      plan = answer.form === "steps" ? compileSteps(answer, this.#reductionTime) : compileGraph(answer);
      this.#plans.set(key, plan);
    }
    return plan;
  }
}
