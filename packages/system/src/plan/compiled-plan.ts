import type { DataPath, GraphPlan, PlanOperation, StepPlan } from "@astra-ts/core";
import { type IssueOrder, issueOrderOf } from "./issue-order.js";

/** Marks a step whose endpoint pass reduces nothing. */
export const noReduction = -1;

/** A step plan with its answers written out, shared by all NPUs and chunks that follow it. */
export interface CompiledSteps {
  readonly form: "steps";
  readonly plan: StepPlan;
  readonly sends: number;
  readonly parallelism: number;
  readonly bytes: Float64Array;
  /** Time that the reduction in each step's endpoint pass takes, ns; {@link noReduction} where it reduces nothing. */
  readonly reduction: Float64Array;
  /** Messages sent from which on the gate holds, and arrivals that open it. */
  readonly gateAfterSends: number;
  readonly gateArrivals: number;
}

export type CompiledOperation = PlanOperation & {
  /** Indices of the operations that wait for this one. */
  readonly before: readonly number[];
};

/** A graph plan with dependents filled in, position by position as they are asked for. */
export interface CompiledGraph {
  readonly form: "graph";
  operations(position: number): readonly CompiledOperation[];
  /** Messages that the NPU at a position sends. */
  sends(position: number): number;
  /** Order of starting operations, where it is not that of their list. */
  order(position: number): IssueOrder | undefined;
}

export type CompiledPlan = CompiledSteps | CompiledGraph;

/** `reductionTime` gives the time to reduce a message of so many bytes, ns. */
export function compileSteps(plan: StepPlan, reductionTime: (bytes: number) => number): CompiledSteps {
  const { sends, parallelism, gate } = plan;
  const steps = sends + parallelism;
  const bytes = new Float64Array(steps);
  const reduction = new Float64Array(steps).fill(noReduction);
  for (let step = 0; step < steps; step++) {
    bytes[step] = plan.bytes(step);
    if (plan.reduces(step)) reduction[step] = reductionTime(bytes[step]);
  }
  return {
    form: "steps",
    plan,
    sends,
    parallelism,
    bytes,
    reduction,
    gateAfterSends: gate?.afterSends ?? Number.POSITIVE_INFINITY,
    gateArrivals: gate?.arrivals ?? 0,
  };
}

export function dataPathOf({ plan, sends, parallelism }: CompiledSteps, step: number): DataPath {
  if (plan.dataPath !== undefined) return plan.dataPath(step);
  if (step < parallelism) return "load";
  return step < sends ? "relay" : "store";
}

export function compileGraph(plan: GraphPlan): CompiledGraph {
  const known = new Map<number, readonly CompiledOperation[]>();
  const sends = new Map<number, number>();
  return {
    form: "graph",
    order: (position) => issueOrderOf(plan, position),
    sends(position) {
      let count = sends.get(position);
      if (count === undefined) {
        count = this.operations(position).filter(({ kind }) => kind === "send").length;
        sends.set(position, count);
      }
      return count;
    },
    operations(position) {
      let compiled = known.get(position);
      if (compiled === undefined) {
        const operations = plan.operations(position);
        const before = operations.map((): number[] => []);
        for (const [index, { after }] of operations.entries())
          for (const earlier of after) before[earlier]!.push(index);
        compiled = operations.map((operation, index) => ({ ...operation, before: before[index]! }));
        known.set(position, compiled);
      }
      return compiled;
    },
  };
}
