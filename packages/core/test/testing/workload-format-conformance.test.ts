import { describe, expect, it } from "vitest";
import { AstraError, defineWorkloadFormat, type WorkloadFormat } from "../../src/index.js";
import { workloadFormatConformance } from "../../src/testing/index.js";
import { failuresOf, untriedChecks } from "./failures.js";

/** `collective all-reduce 1024`, in one line. */
const sound = defineWorkloadFormat({
  name: "one-line",
  description: "one collective in one line",
  extensions: [".line"],
  recognizes: (text) => text.startsWith("collective "),
  read(text, { file }) {
    const match = /^collective (all-reduce|all-to-all) (\d{1,9})\s*$/.exec(text);
    if (match === null) throw new AstraError("FILE_SYNTAX", { file, line: 1, problem: "not one collective" });
    return { kind: "collective", collective: match[1] as "all-reduce", bytes: Number(match[2]) };
  },
});

const altered = (over: Partial<WorkloadFormat>): WorkloadFormat => ({ ...sound, ...over });
const suiteOf = (format: WorkloadFormat) =>
  workloadFormatConformance(format, {
    examples: [
      {
        text: "collective all-reduce 1024\n",
        workload: { kind: "collective", collective: "all-reduce", bytes: 1024 },
      },
    ],
  });

const broken: readonly (readonly [check: string, format: WorkloadFormat])[] = [
  ["has a name", altered({ name: "One Line" })],
  ["has endings", altered({ extensions: ["line"] })],
  ["recognizes its examples", altered({ recognizes: () => true })],
  ["recognizes its examples", altered({ recognizes: () => false })],
  [
    "reads its examples",
    altered({ read: () => ({ kind: "collective", collective: "all-reduce", bytes: 1 }) }),
  ],
  ["reads its examples", altered({ read: () => ({ kind: "layers", trainingLoop: "DATA", layers: [] }) })],
  [
    "reads the same twice",
    altered({
      read(text, context) {
        if (text.includes("\r")) throw new AstraError("FILE_SYNTAX", { file: context.file, problem: "odd" });
        return sound.read(text, context);
      },
    }),
  ],
  [
    "refuses a damaged text",
    altered({
      read: (text) => ({ kind: "collective", collective: "all-reduce", bytes: Number(text.split(" ")[2]) }),
    }),
  ],
  [
    "refuses a damaged text",
    altered({
      read(text, context) {
        if (!text.endsWith("\n")) throw new TypeError("undefined is not a function");
        return sound.read(text, context);
      },
    }),
  ],
];

describe("workloadFormatConformance", () => {
  const suite = suiteOf(sound);
  describe("a sound format passes", () => {
    for (const { name, run } of suite.checks) it(name, run);
  });

  it.each(broken)("a broken format fails: %s", (check, format) => {
    const failed = failuresOf(suiteOf(format));
    expect(
      failed.some((failure) => failure.startsWith(check)),
      failed.join("\n") || "nothing failed",
    ).toBe(true);
  });

  it("fails without an example", () => {
    expect(failuresOf(workloadFormatConformance(sound, { examples: [] })).join()).toContain(
      "without an example",
    );
  });

  it("has a broken format for every check", () => {
    // A format declares nothing beyond what the other checks look at.
    expect(untriedChecks(suite, broken)).toEqual(["every declaration is proved by a check"]);
  });
});
