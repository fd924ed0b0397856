import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type ComputeModel, defineComputeModel } from "../../src/index.js";
import { computeModelConformance } from "../../src/testing/index.js";
import { failuresOf, untriedChecks } from "./failures.js";

type Options = { time: number };

const sound = defineComputeModel<Options>({
  name: "sound",
  description: "one time for all",
  options: z.strictObject({ time: z.number().min(0).default(5) }),
  create: ({ time }) => ({ time: () => time }),
});

const altered = (over: Partial<ComputeModel<Options>>): ComputeModel<Options> => ({ ...sound, ...over });

const broken: readonly (readonly [check: string, model: ComputeModel<Options>])[] = [
  ["has a name", altered({ name: "" })],
  ["options: the valid ones", altered({ options: z.strictObject({ time: z.number() }) })],
  ["options: an unknown key", altered({ options: z.object({ time: z.number().default(1) }) })],
  ["options: what is no map", altered({ options: z.any().transform(() => ({ time: 1 })) as never })],
  [
    "gives every operation a time",
    altered({ create: () => ({ time: ({ kind }) => (kind === "gemm" ? 1 : Number.NaN) }) }),
  ],
  [
    "gives the same operation the same time",
    altered({
      create() {
        let calls = 0;
        return { time: () => calls++ };
      },
    }),
  ],
  ["asks neither", altered({ create: () => ({ time: () => performance.now() * 0 }) })],
  ["asks neither", altered({ create: () => ({ time: () => new Date().getFullYear() * 0 }) })],
];

describe("computeModelConformance", () => {
  const suite = computeModelConformance(sound);
  describe("a sound model passes", () => {
    for (const { name, run } of suite.checks) it(name, run);
  });

  it.each(broken)("a broken model fails: %s", (check, model) => {
    const failed = failuresOf(computeModelConformance(model));
    expect(
      failed.some((failure) => failure.startsWith(check)),
      failed.join("\n") || "nothing failed",
    ).toBe(true);
  });

  it("has a broken model for every check", () => {
    // A compute model declares nothing beyond its options.
    expect(untriedChecks(suite, broken)).toEqual(["every declaration is proved by a check"]);
  });
});
