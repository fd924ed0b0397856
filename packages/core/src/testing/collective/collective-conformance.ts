import type {
  CollectiveAlgorithm,
  CollectivePlan,
  CollectiveTask,
  CollectiveUse,
} from "../../collective/collective.js";
import { type CollectiveKind, collectiveKinds, isRooted } from "../../collective/kind.js";
import { ambientUse } from "../checks/ambient.js";
import { broken, type CheckSource, type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { deepFrozen } from "../checks/options-checks.js";
import { type PlanOutcome, runPlan } from "./run-plan.js";

const counts = [2, 3, 4, 5, 6, 8, 9, 16, 17, 32];
const sizes = [0, 100, 1 << 20];
const reducing: readonly CollectiveKind[] = ["all-reduce", "reduce-scatter", "reduce"];

/**
 * Everything that the system layer expects of a collective algorithm, as checks for any test runner. Each plan is run without a clock, and what every NPU
 * knows at the end is compared with what the collective promises.
 */
export function collectiveConformance(algorithm: CollectiveAlgorithm): ConformanceSuite {
  const label = `the collective algorithm "${algorithm.name}"`;
  const parameters =
    algorithm.parameter === undefined
      ? [undefined]
      : [undefined, ...(algorithm.parameter.examples ?? [1, 2, 3])];
  const variants = algorithm.variants ?? 1;
  const uses: readonly CollectiveUse[] = algorithm.kinds.flatMap((kind) =>
    counts.flatMap((npus) => parameters.map((parameter) => deepFrozen({ kind, npus, parameter }))),
  );
  const fitting = (kind: CollectiveKind) =>
    uses.filter(
      (use) =>
        use.kind === kind &&
        algorithm.refuses?.(use) === undefined &&
        algorithm.incomplete?.(use) === undefined,
    );
  const tasks = (kind: CollectiveKind): CollectiveTask[] =>
    fitting(kind).flatMap((use) =>
      sizes.flatMap((bytes) =>
        Array.from({ length: variants }, (_, variant) => variant).flatMap((variant) =>
          ([1, -1] as const).flatMap((direction) =>
            rootsOf(use).map((root) =>
              deepFrozen({ ...use, bytes, direction, variant, ...root, reducesThroughout: false }),
            ),
          ),
        ),
      ),
    );
  const outcomes = new Map<CollectiveKind, readonly (readonly [CollectiveTask, PlanOutcome])[]>();
  const forAll = (kind: CollectiveKind, body: (task: CollectiveTask, outcome: PlanOutcome) => void) => {
    const found =
      outcomes.get(kind) ??
      tasks(kind).map((task) => [task, runPlan(algorithm.plan(task), task.npus)] as const);
    outcomes.set(kind, found);
    for (const [task, outcome] of found) body(task, outcome);
  };

  return suiteOf(
    label,
    [
      ...algorithm.kinds,
      ...(variants > 1 ? ["variants"] : []),
      ...(parameters.length > 1 ? ["parameter"] : []),
      ...(["isUniform", "isShifted"] as const).filter((property) => algorithm[property] === true),
    ],
    [
      descriptionCheck(label, algorithm, /^[a-z][A-Za-z]*$/),
      {
        name: "runs on some number of NPUs, and says in a clause where it does not",
        run() {
          if (algorithm.kinds.length === 0) throw broken(label, "can do no kind of collective");
          if (algorithm.kinds.every((kind) => fitting(kind).length === 0))
            throw broken(label, "refuses every number of NPUs", counts.join(", "));
          if (uses.some((use) => algorithm.refuses?.(use)?.trim() === ""))
            throw broken(label, "refuses a number of NPUs without a reason");
        },
      },
      ...collectiveKinds
        .filter((kind) => algorithm.kinds.includes(kind))
        .flatMap((kind): CheckSource[] => [
          {
            name: `${kind}: every message has a receiver, and the plan ends`,
            proves: kind,
            run: () =>
              forAll(kind, (task, { problems }) => {
                if (problems.length > 0)
                  throw broken(label, `has a wrong plan: ${problems[0]} (${told(task)})`);
              }),
          },
          {
            name: `${kind}: at the end ${promiseOf(kind)}`,
            run: () =>
              forAll(kind, (task, { knows, problems }) => {
                const missing = knows.findIndex((origins, position) => lacks(task, origins, position));
                if (problems.length === 0 && missing >= 0)
                  throw broken(
                    label,
                    `leaves position ${missing} without the data of some NPUs (${told(task)})`,
                    [...knows[missing]].join(", "),
                  );
              }),
          },
          {
            name: `${kind}: sends no fewer bytes than it must`,
            run: () =>
              forAll(kind, (task, { bytes }) => {
                const least = leastBytes(task, algorithm.resultBytes?.(task));
                if (bytes < least)
                  throw broken(label, `sends too little (${told(task)})`, bytes, `${least} B or more`);
              }),
          },
          {
            name: `${kind}: ${reducing.includes(kind) ? "reduces" : "has a number of bytes left at the end"}`,
            run: () =>
              forAll(kind, (task, { reduced }) => {
                if (reducing.includes(kind) && task.npus > 2 && !reduced)
                  throw broken(label, `never reduces (${told(task)})`);
                const left = algorithm.resultBytes?.(task) ?? 0;
                if (!Number.isFinite(left) || left < 0)
                  throw broken(label, `ends with no size (${told(task)})`, left);
              }),
          },
        ]),
      {
        name: "parameter: each that is tried fits some number of NPUs",
        proves: "parameter",
        leftOut: algorithm.parameter === undefined ? "the algorithm declares no parameter" : undefined,
        run() {
          for (const parameter of algorithm.parameter?.examples ?? [])
            if (!algorithm.kinds.some((kind) => fitting(kind).some((use) => use.parameter === parameter)))
              throw broken(
                label,
                "refuses a parameter that it names as an example, whatever the NPUs",
                parameter,
              );
        },
      },
      {
        name: "parameter: changes the plan",
        proves: "parameter",
        leftOut: algorithm.parameter === undefined ? "the algorithm declares no parameter" : undefined,
        run: () => mustDiffer(label, algorithm, tasks, "parameter"),
      },
      {
        name: "variants: differ",
        proves: "variants",
        leftOut: variants === 1 ? "the algorithm declares no variants" : undefined,
        run: () => mustDiffer(label, algorithm, tasks, "variant"),
      },
      {
        name: "isUniform: every position sends as far as the first one does, and receives from as far",
        proves: "isUniform",
        leftOut: algorithm.isUniform === true ? undefined : "the algorithm does not say isUniform",
        run() {
          for (const task of algorithm.kinds.flatMap(tasks)) checkUniform(label, task, algorithm.plan(task));
        },
      },
      {
        name: "isShifted: every position sends the same way as the first one does, and receives the same way",
        proves: "isShifted",
        leftOut: algorithm.isShifted === true ? undefined : "the algorithm does not say isShifted",
        run() {
          if (algorithm.isUniform !== true) throw broken(label, "says isShifted and not isUniform");
          for (const task of algorithm.kinds.flatMap(tasks)) checkShifted(label, task, algorithm.plan(task));
        },
      },
      {
        name: "answers the same when asked twice, and asks nobody else",
        run() {
          const used = ambientUse(() => {
            for (const kind of algorithm.kinds)
              for (const task of tasks(kind)) {
                const [first, second] = [1, 2].map(() => written(algorithm, task));
                if (first !== second)
                  throw broken(label, `plans another way when asked again (${told(task)})`);
              }
          });
          if (used.length > 0) throw broken(label, `uses ${used.join(" and ")}`);
        },
      },
    ],
  );
}

const outwards: readonly CollectiveKind[] = ["broadcast", "scatter"];

/** Roots that are tried: the first position, the last and one between. */
function rootsOf({ kind, npus }: CollectiveUse): { root?: number }[] {
  return isRooted(kind) ? [...new Set([0, npus >> 1, npus - 1])].map((root) => ({ root })) : [{}];
}

function promiseOf(kind: CollectiveKind): string {
  if (!isRooted(kind)) return "everybody has something of everybody";
  return outwards.includes(kind)
    ? "everybody has something of the root"
    : "the root has something of everybody";
}

/** Whether a position ends without data that the collective promises it. */
function lacks(
  { kind, npus, root = 0 }: CollectiveTask,
  origins: ReadonlySet<number>,
  position: number,
): boolean {
  if (outwards.includes(kind)) return !origins.has(root);
  return (!isRooted(kind) || position === root) && origins.size < npus;
}

/** Information has to travel: the least that all NPUs together send, bytes. Shards may be rounded down, halves of halves one by one. */
function leastBytes({ kind, npus, bytes }: CollectiveTask, result: number | undefined): number {
  if (bytes < 64 * npus) return 0;
  switch (kind) {
    case "all-reduce":
      return 2 * (npus - 1) * bytes * 0.98;
    case "reduce-scatter":
    case "all-to-all":
      return (npus - 1) * bytes * 0.98;
    case "broadcast":
    case "reduce":
    case "gather":
      return (npus - 1) * bytes;
    // One share stays at the root.
    case "scatter":
      return ((npus - 1) / npus) * bytes * 0.98;
    case "all-gather":
      return npus * ((result ?? npus * bytes) - bytes);
  }
}

/** Core simulates one rank for all where a plan is uniform: then it must be. */
function checkUniform(label: string, task: CollectiveTask, plan: CollectivePlan): void {
  const { npus } = task;
  const distance = (from: number, to: number): number => {
    const upwards = upwardsFrom(from, to, npus);
    return Math.min(upwards, npus - upwards);
  };
  checkAlike("uniform", distance, label, task, plan);
}

function checkShifted(label: string, task: CollectiveTask, plan: CollectivePlan): void {
  checkAlike("shifted", (from, to) => upwardsFrom(from, to, task.npus), label, task, plan);
}

function upwardsFrom(from: number, to: number, npus: number): number {
  return (((to - from) % npus) + npus) % npus;
}

/** What `distance` says of destinations and sources must be alike for all positions. */
function checkAlike(
  property: string,
  distance: (from: number, to: number) => number,
  label: string,
  task: CollectiveTask,
  plan: CollectivePlan,
): void {
  if (plan.form !== "steps")
    throw broken(label, `calls itself ${property} and has no plan in steps (${told(task)})`);
  const { npus } = task;
  for (let step = 0; step < plan.sends; step++) {
    const out = distance(0, plan.destination(0, step));
    const back = distance(0, plan.source(0, step));
    for (let position = 1; position < npus; position++)
      if (
        distance(position, plan.destination(position, step)) !== out ||
        distance(position, plan.source(position, step)) !== back
      )
        throw broken(label, `is not ${property} at position ${position} in step ${step} (${told(task)})`);
  }
}

function mustDiffer(
  label: string,
  algorithm: CollectiveAlgorithm,
  tasks: (kind: CollectiveKind) => CollectiveTask[],
  key: "parameter" | "variant",
): void {
  const groups = new Map<string, Set<string>>();
  for (const task of algorithm.kinds.flatMap(tasks)) {
    const group = JSON.stringify({ ...task, [key]: 0 });
    groups.set(group, (groups.get(group) ?? new Set()).add(written(algorithm, task)));
  }
  if (![...groups.values()].some((plans) => plans.size > 1))
    throw broken(
      label,
      `declares ${key === "variant" ? "variants that differ" : "a parameter that differs"} in name alone`,
    );
}

/** The whole plan as text. */
function written(algorithm: CollectiveAlgorithm, task: CollectiveTask): string {
  const plan = algorithm.plan(task);
  const positions = Array.from({ length: task.npus }, (_, position) => position);
  if (plan.form === "graph") return JSON.stringify(positions.map((position) => plan.operations(position)));
  const { sends, parallelism, gate } = plan;
  const steps = Array.from({ length: Math.min(sends, 200) }, (_, step) => [
    positions.map((position) => plan.destination(position, step)),
    plan.bytes(step),
    plan.reduces(step),
    plan.dataPath?.(step),
  ]);
  return JSON.stringify({ sends, parallelism, gate, steps });
}

function told({ kind, npus, bytes, direction, variant, parameter, root }: CollectiveTask): string {
  const extra = parameter === undefined ? "" : `, parameter ${parameter}`;
  const rooted = root === undefined ? "" : `, root ${root}`;
  return `${kind} of ${bytes} B on ${npus} NPUs, direction ${direction}, variant ${variant}${extra}${rooted}`;
}
