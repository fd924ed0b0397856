import { isAstraError } from "../../errors/astra-error.js";
import type { TrainingLoop } from "../../workload/training-loop.js";
import type { Workload } from "../../workload/workload.js";
import type { WorkloadFormat } from "../../workload/workload-format.js";
import { broken, type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
import { formatChecks } from "../checks/format-checks.js";
import { workloadProblem } from "./workload-problems.js";

/** A right text in the format. */
export interface FormatExample {
  readonly text: string;
  /** What it means; absent: any right workload will do. */
  readonly workload?: Workload;
}

/** What the checks of a workload format need to know. */
export interface WorkloadFormatConformanceOptions {
  /** One or more; the more of the format they use, the better the checks. */
  readonly examples: readonly FormatExample[];
  /** Training loops that the examples name. */
  readonly trainingLoops?: readonly TrainingLoop[];
  /** Damaged texts to try; default 300. */
  readonly damaged?: number;
}

const file = "example.file";

/**
 * Everything that core expects of a workload format, as checks for any test runner: examples are read, damaged ones are refused with an `AstraError` or
 * read as what they then say.
 */
export function workloadFormatConformance(
  format: WorkloadFormat,
  { examples, trainingLoops = [], damaged = 300 }: WorkloadFormatConformanceOptions,
): ConformanceSuite {
  const label = `the workload format "${format.name}"`;
  const loops = new Map(trainingLoops.map((loop) => [loop.name, loop]));
  const read = (text: string) => format.read(text, { file, trainingLoops: loops, warn: () => undefined });

  return suiteOf(
    label,
    [],
    [
      descriptionCheck(label, format, /^[a-z][a-z0-9-]*$/),
      ...formatChecks<Workload>({
        label,
        what: "workload",
        extensions: format.extensions,
        examples: examples.map(({ text }) => text),
        damaged,
        recognizes: (text) => format.recognizes(text),
        read,
        problemOf: workloadProblem,
        missingIn: (error) => (isAstraError(error) && error.details.file === file ? undefined : "the file"),
      }),
      {
        name: "reads its examples as what they mean",
        run() {
          for (const { text, workload: expected } of examples) {
            if (expected === undefined) continue;
            const workload = read(text);
            if (!sameData(plain(workload), plain(expected)))
              throw broken(
                label,
                "reads an example as another workload",
                plain(workload),
                JSON.stringify(expected),
              );
          }
        },
      },
    ],
  );
}

/** Graphs may come packed. */
function plain(workload: Workload): unknown {
  return workload.kind === "graph"
    ? { ...workload, ranks: workload.ranks.map((nodes) => [...nodes]) }
    : workload;
}

/** Equal but for the order of keys and for keys that hold nothing. */
function sameData(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null)
    return left === right;
  const [one, other] = [left, right] as Record<string, unknown>[];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) =>
    sameData(one[key], other[key]),
  );
}
