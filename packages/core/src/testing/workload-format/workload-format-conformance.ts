import { isAstraError } from "../../errors/astra-error.js";
import { createRandom, type Random } from "../../simulator/random.js";
import type { TrainingLoop } from "../../workload/training-loop.js";
import type { Workload } from "../../workload/workload.js";
import type { WorkloadFormat } from "../../workload/workload-format.js";
import { ambientUse } from "../checks/ambient.js";
import { broken, type ConformanceSuite, suiteOf } from "../checks/check.js";
import { descriptionCheck } from "../checks/description-check.js";
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
      {
        name: "has endings of file names, with the dot",
        run() {
          const odd = format.extensions.find((extension) => !/^\.[\w.-]+$/.test(extension));
          if (odd !== undefined) throw broken(label, "has a wrong file ending", odd, "something like .json");
        },
      },
      {
        name: "recognizes its examples, and neither nothing nor noise",
        run() {
          if (examples.length === 0) throw broken(label, "comes without an example");
          if (examples.some(({ text }) => !format.recognizes(text)))
            throw broken(label, "does not recognize its own example");
          for (const text of ["", "\n \n", "\u0000\u0001\u0002", "%PDF-1.7 %%EOF"])
            if (format.recognizes(text)) throw broken(label, "recognizes what is no workload", text);
        },
      },
      {
        name: "reads its examples as workloads",
        run() {
          for (const { text, workload: expected } of examples) {
            const workload = read(text);
            const problem = workloadProblem(workload);
            if (problem !== undefined)
              throw broken(label, `reads an example as a wrong workload: ${problem}`);
            if (expected !== undefined && !sameData(plain(workload), plain(expected)))
              throw broken(
                label,
                "reads an example as another workload",
                plain(workload),
                JSON.stringify(expected),
              );
          }
        },
      },
      {
        name: "reads the same twice, with either kind of line end, and asks nobody else",
        run() {
          const used = ambientUse(() => {
            for (const { text } of examples) {
              const first = JSON.stringify(read(text));
              if (first !== JSON.stringify(read(text)))
                throw broken(label, "reads an example another way when asked again");
              if (first !== JSON.stringify(read(text.replaceAll(/\r?\n/g, "\r\n"))))
                throw broken(label, "reads an example another way when lines end with CR LF");
            }
          });
          if (used.length > 0) throw broken(label, `uses ${used.join(" and ")}`);
        },
      },
      {
        name: "refuses a damaged text with an AstraError that names the file, or reads it as a right workload",
        run() {
          const random = createRandom(23);
          for (let round = 0; round < damaged; round++) {
            const text = damage(examples[round % examples.length].text, random);
            const problem = outcomeOf(() => read(text));
            if (problem !== undefined)
              throw broken(label, `${problem}, reading a damaged text`, text.slice(0, 200));
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

function outcomeOf(read: () => Workload): string | undefined {
  try {
    const problem = workloadProblem(read());
    return problem === undefined ? undefined : `makes a wrong workload (${problem})`;
  } catch (error) {
    if (!isAstraError(error))
      return `throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    return error.details.file === file
      ? undefined
      : `throws an error that does not name the file (${error.message})`;
  }
}

const garbage = ["", "-1", "NaN", "1e999", "x", "0", "{", "}", '"', ",", "\t", "𝄞", "999999999999999999999"];

function damage(text: string, random: Random): string {
  const words = text.split(/(\s+)/);
  switch (random.integer(4)) {
    case 0:
      return text.slice(0, random.integer(text.length));
    case 1:
      return words.with(random.integer(words.length), garbage[random.integer(garbage.length)]).join("");
    case 2:
      return words.toSpliced(random.integer(words.length), 1 + random.integer(3)).join("");
    default: {
      const at = random.integer(text.length);
      return text.slice(0, at) + garbage[random.integer(garbage.length)] + text.slice(at + random.integer(4));
    }
  }
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
