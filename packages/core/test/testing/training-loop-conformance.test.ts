import { describe, expect, it } from "vitest";
import { defineTrainingLoop, type TrainingLoop } from "../../src/index.js";
import { trainingLoopConformance } from "../../src/testing/index.js";
import { failuresOf, untriedChecks } from "./failures.js";

const sound = defineTrainingLoop({
  name: "SOUND",
  description: "forward, then backward",
  *run({ layers, step }) {
    for (const layer of layers) {
      yield layer.weightGradient.settled();
      yield layer.forward.compute();
      yield step();
    }
    for (const layer of layers.toReversed()) {
      yield layer.weightGradient.compute();
      yield layer.weightGradient.issue();
      yield step();
    }
  },
});

const altered = (over: Partial<TrainingLoop>): TrainingLoop => ({ ...sound, ...over });
let runs = 0;

const broken: readonly (readonly [check: string, loop: TrainingLoop])[] = [
  ["has a name", altered({ description: "two\nlines" })],
  [
    "comes to the end",
    altered({
      *run({ step }) {
        for (;;) yield step();
      },
    }),
  ],
  ["comes to the end", altered({ run: () => [] })],
  ["yields commands", altered({ run: () => [{ op: "compute", layer: 99, pass: "forward" }] })],
  ["yields commands", altered({ run: () => [undefined as never] })],
  ["scope: one of", altered({ scope: () => "everywhere" as never })],
  ["parameters: modelParallelGroup", altered({ scope: () => "model" })],
  ["parameters: checkpoints", altered({ parameters: ["checkpoints"] })],
  [
    "parameters: lastBottomLayer",
    altered({ run: (context) => [context.lastBottomLayer > 0 ? context.step() : context.step()] }),
  ],
  [
    "parameters: parallelism",
    altered({ scope: ({ parallelism }) => (parallelism === "DATA" ? "all" : "none") }),
  ],
  [
    "yields the same",
    altered({ run: ({ layers, step }) => (runs++ % 2 === 0 ? [step()] : [layers[0].forward.compute()]) }),
  ],
  [
    "yields the same",
    altered({
      run({ step }) {
        Date.now();
        return [step()];
      },
    }),
  ],
  ["every declaration is proved", altered({ parameters: ["colour" as never] })],
];

describe("trainingLoopConformance", () => {
  const suite = trainingLoopConformance(sound);
  describe("a sound loop passes", () => {
    for (const { name, run } of suite.checks) it(name, run);
  });

  it.each(broken)("a broken loop fails: %s", (check, loop) => {
    const failed = failuresOf(trainingLoopConformance(loop));
    expect(
      failed.some((failure) => failure.startsWith(check)),
      failed.join("\n") || "nothing failed",
    ).toBe(true);
  });

  it("has a broken loop for every check", () => {
    expect(untriedChecks(suite, broken)).toEqual([]);
  });
});
