import { isAstraError } from "../../errors/astra-error.js";
import { createRandom, type Random } from "../../simulator/random.js";
import { ambientUse } from "./ambient.js";
import { broken, type ConformanceCheck } from "./check.js";

/** A format of files and what reading one makes. */
export interface FormatSubject<Value> {
  readonly label: string;
  readonly extensions: readonly string[];
  /** What a file holds: `workload`. */
  readonly what: string;
  readonly examples: readonly string[];
  /** Damaged texts to try. */
  readonly damaged: number;
  recognizes(text: string): boolean;
  read(text: string): Value;
  /** What is wrong with what was read. */
  problemOf(value: Value): string | undefined;
  /** What is missing in an error of reading: the file, say. */
  missingIn?(error: unknown): string | undefined;
}

/** What is expected of every reader of files: it knows its own, reads each the same way, and refuses damaged ones in words. */
export function formatChecks<Value>(subject: FormatSubject<Value>): ConformanceCheck[] {
  const { label, extensions, what, examples, damaged } = subject;
  return [
    {
      name: "has endings of file names, with the dot",
      run() {
        const odd = extensions.find((extension) => !/^\.[\w.-]+$/.test(extension));
        if (odd !== undefined) throw broken(label, "has a wrong file ending", odd, "something like .json");
      },
    },
    {
      name: "recognizes its examples, and neither nothing nor noise",
      run() {
        if (examples.length === 0) throw broken(label, "comes without an example");
        if (examples.some((text) => !subject.recognizes(text)))
          throw broken(label, "does not recognize its own example");
        for (const text of ["", "\n \n", "\u0000\u0001\u0002", "%PDF-1.7 %%EOF"])
          if (subject.recognizes(text)) throw broken(label, `recognizes what is no ${what}`, text);
      },
    },
    {
      name: `reads its examples as ${what}s`,
      run() {
        for (const text of examples) {
          const problem = subject.problemOf(subject.read(text));
          if (problem !== undefined) throw broken(label, `reads an example as a wrong ${what}: ${problem}`);
        }
      },
    },
    {
      name: "reads the same twice, with either kind of line end, and asks nobody else",
      run() {
        const used = ambientUse(() => {
          for (const text of examples) {
            const first = JSON.stringify(subject.read(text));
            if (first !== JSON.stringify(subject.read(text)))
              throw broken(label, "reads an example another way when asked again");
            if (first !== JSON.stringify(subject.read(text.replaceAll(/\r?\n/g, "\r\n"))))
              throw broken(label, "reads an example another way when lines end with CR LF");
          }
        });
        if (used.length > 0) throw broken(label, `uses ${used.join(" and ")}`);
      },
    },
    {
      name: `refuses a damaged text with an AstraError that names its place, or reads it as a right ${what}`,
      run() {
        const random = createRandom(23);
        for (let round = 0; round < damaged; round++) {
          const text = damage(examples[round % examples.length], random);
          const problem = outcomeOf(subject, text);
          if (problem !== undefined)
            throw broken(label, `${problem}, reading a damaged text`, text.slice(0, 200));
        }
      },
    },
  ];
}

function outcomeOf<Value>({ what, read, problemOf, missingIn }: FormatSubject<Value>, text: string) {
  try {
    const problem = problemOf(read(text));
    return problem === undefined ? undefined : `makes a wrong ${what} (${problem})`;
  } catch (error) {
    if (!isAstraError(error))
      return `throws ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    const missing = missingIn?.(error);
    return missing === undefined
      ? undefined
      : `throws an error that does not name ${missing} (${error.message})`;
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
