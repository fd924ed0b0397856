import { validateOptions } from "../../schema/validate-options.js";
import { createTopology } from "../../topology/create-topology.js";
import type { AnyWorkloadModel } from "../../workload/model.js";
import type { TrainingLoop } from "../../workload/training-loop.js";
import type { Workload } from "../../workload/workload.js";
import { ambientUse } from "../checks/ambient.js";
import { broken, type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { optionsChecks } from "../checks/options-checks.js";
import { playWorkload, type WorkloadTrace } from "./stage.js";

/**
 * A workload for the checks, and the machine that it is for.
 * @alpha
 */
export interface WorkloadExample {
  readonly workload: Workload;
  /** NPUs of the machine. */
  readonly npus: number;
}

/**
 * What the checks of a workload model need to know.
 * @alpha
 */
export interface WorkloadConformanceOptions {
  /** One or more; the more of the model they use, the better the checks. */
  readonly examples: readonly WorkloadExample[];
  /** Options, as an experiment writes them; absent: none. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Training loops that the examples name. */
  readonly trainingLoops?: readonly TrainingLoop[];
}

/**
 * Everything that core expects of a workload model, as checks for any test runner: every rank finishes, in the same way each time, and what stands still is told.
 * @alpha
 */
export function workloadConformance(
  model: AnyWorkloadModel,
  { examples, options: given, trainingLoops = [] }: WorkloadConformanceOptions,
): ConformanceSuite {
  const label = `the workload model "${model.name}"`;
  const loops = new Map(trainingLoops.map((loop) => [loop.name, loop]));
  const play = ({ workload, npus }: WorkloadExample, collectivesEnd = true): WorkloadTrace => {
    const topology = createTopology([{ shape: "switch", npus, bandwidth: 50, latency: 500 }]);
    const options = validateOptions(model.options, given, "options", label);
    return playWorkload(model, options, { workload, topology, trainingLoops: loops, collectivesEnd });
  };
  const same = (first: string, second: string, what: string): void => {
    if (first !== second) throw broken(label, `does another thing when asked again (${what})`);
  };
  const forAll = (body: (trace: WorkloadTrace, example: WorkloadExample, what: string) => void): void => {
    if (examples.length === 0) throw broken(label, "comes without an example");
    for (const [index, example] of examples.entries()) body(play(example), example, `example ${index}`);
  };
  return suiteOf(
    label,
    [],
    [
      descriptionCheck(label, model, /^[a-z][a-z0-9-]*$/),
      ...optionsChecks(label, model.options, given),
      {
        name: "runs workloads of its kind",
        run() {
          for (const { workload } of examples)
            if (workload.kind !== model.kind)
              throw broken(label, "is given a workload of another kind", workload.kind, model.kind);
        },
      },
      {
        name: "every rank finishes, and nothing is left over",
        run: () =>
          forAll(({ finished, pendingMessages, waiters, logicalDimensions }, { npus }, what) => {
            if (finished !== npus)
              throw broken(label, `does not finish every rank (${what})`, finished, `${npus}`);
            if (waiters.length > 0) throw broken(label, `says that finished ranks wait (${what})`, waiters);
            if (pendingMessages > 0)
              throw broken(label, `leaves messages or receives behind (${what})`, pendingMessages);
            if (logicalDimensions === 0) throw broken(label, `gives no logical dimensions (${what})`);
          }),
      },
      {
        name: "ranks finish when something of theirs ends, not before the run begins, unless there is nothing to do",
        run: () =>
          forAll(({ finishedAtStart, collectives, messages, end }, _example, what) => {
            if (finishedAtStart > 0 && collectives.length + messages > 0 && end > 0)
              throw broken(
                label,
                `has finished ranks before the first event (${what})`,
                finishedAtStart,
                "0",
              );
          }),
      },
      {
        name: "reports when each rank finished, what it computed, and what observed ranks saw, in plain data",
        run: () =>
          forAll(({ report, views, end }, { npus }, what) => {
            if (report === undefined) throw broken(label, `has nothing to report (${what})`);
            for (const [name, list] of [
              ["finish", report.finish],
              ["compute", report.compute],
            ] as const)
              if (list.length !== npus)
                throw broken(
                  label,
                  `reports \`${name}\` of some ranks only (${what})`,
                  list.length,
                  `${npus}`,
                );
            for (const finish of report.finish)
              if (finish === null || !(finish >= 0 && finish <= end))
                throw broken(
                  label,
                  `reports a finish outside of the run (${what})`,
                  finish,
                  `0 to ${end} ns`,
                );
            for (const compute of report.compute)
              if (!(compute >= 0 && Number.isFinite(compute)))
                throw broken(label, `reports a compute time that is none (${what})`, compute);
            for (const data of views)
              if (JSON.stringify(JSON.parse(JSON.stringify(data))) !== JSON.stringify(data))
                throw broken(label, `reports what is no plain data (${what})`);
          }),
      },
      {
        name: "tells how far it is between 0 and 1, where it does",
        run: () =>
          forAll(({ shares }, _example, what) => {
            const odd = shares.find((share) => !(share >= 0 && share <= 1 + 1e-9));
            if (odd !== undefined) throw broken(label, `is done by another share than 0 to 1 (${what})`, odd);
          }),
      },
      {
        name: "does the same each time, and asks nobody else",
        run() {
          const used = ambientUse(() => {
            for (const [index, example] of examples.entries())
              same(JSON.stringify(play(example)), JSON.stringify(play(example)), `example ${index}`);
          });
          if (used.length > 0) throw broken(label, `uses ${used.join(" and ")}`);
        },
      },
      {
        name: "tells which ranks wait where a collective does not end",
        run() {
          for (const [index, example] of examples.entries()) {
            const { collectives, finished, waiters } = play(example, false);
            if (collectives.length === 0 || finished === example.npus) continue;
            if (waiters.length === 0)
              throw broken(label, `does not tell in pending() who waits for a collective (example ${index})`);
          }
        },
      },
    ],
  );
}
