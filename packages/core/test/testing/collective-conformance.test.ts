import { describe, expect, it } from "vitest";
import { type CollectiveAlgorithm, defineCollective, type StepPlan } from "../../src/index.js";
import { collectiveConformance } from "../../src/testing/index.js";
import { failuresOf, untriedChecks } from "./failures.js";

function ringPlan({ npus, bytes, direction }: { npus: number; bytes: number; direction: number }): StepPlan {
  return {
    form: "steps",
    sends: 2 * (npus - 1),
    parallelism: 1,
    destination: (position) => (position + direction + npus) % npus,
    source: (position) => (position - direction + npus) % npus,
    bytes: () => Math.floor(bytes / npus),
    reduces: (step) => step > 0 && step < npus,
  };
}

const sound = defineCollective({
  name: "soundRing",
  description: "the ring, once more",
  kinds: ["all-reduce"],
  parameter: { name: "window", description: "messages in flight" },
  variants: 2,
  plan: (task) => ({
    ...ringPlan({ ...task, direction: task.variant === 0 ? task.direction : -task.direction }),
    ...(task.parameter === undefined
      ? {}
      : { gate: { afterSends: task.parameter, arrivals: task.parameter } }),
  }),
});

const altered = (over: Partial<CollectiveAlgorithm>): CollectiveAlgorithm => ({ ...sound, ...over });
const planned = (over: (npus: number) => Partial<StepPlan>) =>
  altered({ plan: (task) => ({ ...ringPlan(task), ...over(task.npus) }) });
let asked = 0;

const broken: readonly (readonly [check: string, algorithm: CollectiveAlgorithm])[] = [
  ["has a name", altered({ name: "ring2" })],
  ["runs on some number of NPUs", altered({ refuses: () => "not today" })],
  ["runs on some number of NPUs", altered({ refuses: ({ npus }) => (npus === 3 ? "" : undefined) })],
  ["runs on some number of NPUs", altered({ kinds: [] })],
  ["all-reduce: every message has a receiver", planned(() => ({ source: (position) => position }))],
  ["all-reduce: every message has a receiver", planned((npus) => ({ destination: () => npus }))],
  ["all-reduce: every message has a receiver", planned(() => ({ bytes: () => 0.5 }))],
  ["all-reduce: every message has a receiver", planned(() => ({ gate: { afterSends: 1, arrivals: 1_000 } }))],
  [
    "all-reduce: every message has a receiver",
    altered({
      plan: ({ npus }) => ({
        form: "graph",
        operations: (position) => [{ kind: "receive", from: (position + 1) % npus, bytes: 1, after: [] }],
      }),
    }),
  ],
  [
    "isUniform: every position",
    altered({
      isUniform: true,
      plan: (task) => ({ ...ringPlan(task), destination: (position) => (position === 0 ? 1 : 0) }),
    }),
  ],
  [
    "isUniform: every position",
    altered({ isUniform: true, plan: () => ({ form: "graph", operations: () => [] }) }),
  ],
  // Half of the NPUs send upwards, half downwards.
  [
    "isShifted: every position",
    altered({
      isUniform: true,
      isShifted: true,
      plan: (task) => ({
        ...ringPlan(task),
        destination: (position) => (position % 2 === 0 ? position + 1 : position - 1),
      }),
    }),
  ],
  ["isShifted: every position", altered({ isShifted: true })],
  ["all-reduce: at the end everybody", planned((npus) => ({ sends: npus - 2 }))],
  ["all-reduce: sends no fewer bytes", planned(() => ({ bytes: () => 1 }))],
  ["all-reduce: reduces", planned(() => ({ reduces: () => false }))],
  ["all-reduce: reduces", altered({ resultBytes: () => Number.NaN })],
  [
    "parameter: each that is tried",
    altered({
      parameter: { name: "window", description: "messages in flight", examples: [1, 64] },
      refuses: ({ parameter }) => (parameter === 64 ? "it takes 32 at most" : undefined),
    }),
  ],
  ["parameter: changes the plan", altered({ plan: (task) => sound.plan({ ...task, parameter: undefined }) })],
  ["variants: differ", altered({ plan: (task) => sound.plan({ ...task, variant: 0 }) })],
  ["answers the same", planned(() => ({ reduces: asked++ % 2 === 0 ? () => true : (step) => step > 0 }))],
  [
    "answers the same",
    planned(() => {
      Math.random();
      return {};
    }),
  ],
  ["every declaration is proved", altered({ kinds: ["all-reduce", "barrier" as never] })],
];

describe("collectiveConformance", () => {
  const suite = collectiveConformance(sound);
  describe("a sound algorithm passes", () => {
    for (const { name, run } of suite.checks) it(name, run);
  });

  it.each(broken)("a broken algorithm fails: %s", (check, algorithm) => {
    const failed = failuresOf(collectiveConformance(algorithm));
    expect(
      failed.some((failure) => failure.startsWith(check)),
      failed.join("\n") || "nothing failed",
    ).toBe(true);
  });

  it("has a broken algorithm for every check", () => {
    expect(untriedChecks(suite, broken)).toEqual([]);
  });
});
