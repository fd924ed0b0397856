import { readFileSync } from "node:fs";
import { type GraphWorkload, writeGraph } from "@astra-ts/core";
import { trainingLoopConformance, workloadFormatConformance } from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import { builtInLoops, graphJson, workloadText } from "../src/index.js";

describe.each(builtInLoops)("$name", (loop) => {
  for (const { name, run } of trainingLoopConformance(loop).checks) it(name, run);
});

const example = (path: string) => ({
  text: readFileSync(new URL(`../../../examples/${path}`, import.meta.url), "utf8"),
});
const pair: GraphWorkload = {
  kind: "graph",
  ranks: [
    [
      { id: 0, kind: "compute", duration: 100, after: [] },
      { id: 1, kind: "send", to: 1, tag: 5, bytes: 4096, after: [0] },
      { id: 2, kind: "collective", collective: "all-reduce", bytes: 1024, after: [1] },
    ],
    [
      { id: 0, kind: "receive", from: 0, tag: 5, bytes: 4096, after: [] },
      { id: 1, kind: "collective", collective: "all-reduce", bytes: 1024, after: [0] },
    ],
  ],
};

describe("workload formats", () => {
  const formats = [
    workloadFormatConformance(workloadText, {
      examples: [example("exercise-1/all_reduce.txt"), example("exercise-3/vgg16.txt")],
      trainingLoops: builtInLoops,
    }),
    workloadFormatConformance(graphJson, { examples: [{ text: writeGraph(pair), workload: pair }] }),
  ];
  for (const { subject, checks } of formats)
    describe(subject, () => {
      for (const { name, run } of checks) it(name, run);
    });
});
