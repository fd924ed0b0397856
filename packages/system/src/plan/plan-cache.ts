import type { CollectiveAlgorithm, CollectiveTask } from "@astra-ts/core";
import type { NamedAlgorithm } from "./algorithm-name.js";
import { type CompiledPlan, compileGraph, compileSteps } from "./compiled-plan.js";
import { checkSteps } from "./limits.js";
import { requireSoundPlan } from "./sound-plan.js";

/** Most plans kept at a time; a workload with more different sizes compiles some of them again. */
const capacity = 256;

/** Plans with no more steps than this outlast their run: they are small, and a sweep asks for the same ones again. */
const shortSteps = 1024;

/** What outlasts a run, by algorithm: one that a run has made for itself goes with it. */
const kept = new WeakMap<CollectiveAlgorithm, Map<string, CompiledPlan>>();

/** How long reducing takes. */
export interface Reduction {
  /** ns for so many bytes. */
  readonly time: (bytes: number) => number;
  /** Equal for equal times. */
  readonly key: string;
}

/** Compiled plans by task, so that equal phases of all chunks share one. */
export class PlanCache {
  readonly #plans = new Map<string, CompiledPlan>();
  readonly #reduction: Reduction;

  constructor(reduction: Reduction) {
    this.#reduction = reduction;
  }

  get({ name, algorithm }: NamedAlgorithm, task: CollectiveTask): CompiledPlan {
    const key = `${name} ${task.kind} ${task.npus} ${task.bytes} ${task.direction} ${task.variant} ${task.root ?? 0} ${task.reducesThroughout ?? false}`;
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      if (this.#plans.size === capacity) this.#plans.clear();
      plan = this.#keptOrCompiled(name, algorithm, task, `${key} ${this.#reduction.key}`);
      this.#plans.set(key, plan);
    }
    return plan;
  }

  #keptOrCompiled(
    name: string,
    algorithm: CollectiveAlgorithm,
    task: CollectiveTask,
    key: string,
  ): CompiledPlan {
    const others = kept.get(algorithm) ?? new Map<string, CompiledPlan>();
    const before = others.get(key);
    if (before !== undefined) return before;
    const answer = algorithm.plan(task);
    if (answer.form === "steps") checkSteps(answer.sends + answer.parallelism, name, task.npus);
    requireSoundPlan(answer, task, algorithm.name);
    if (answer.form === "graph") return compileGraph(answer);
    const plan = compileSteps(answer, this.#reduction.time);
    if (plan.bytes.length > shortSteps) return plan;
    if (others.size === capacity) others.clear();
    others.set(key, plan);
    kept.set(algorithm, others);
    return plan;
  }
}
