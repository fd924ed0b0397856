import { readFileSync } from "node:fs";
import { type GraphWorkload, writeGraph } from "@astra-ts/core";
import {
  trainingLoopConformance,
  workloadConformance,
  workloadFormatConformance,
} from "@astra-ts/core/testing";
import { describe, it } from "vitest";
import {
  builtInLoops,
  collectiveModel,
  graphJson,
  graphModel,
  layersModel,
  readWorkloadText,
  workloadText,
} from "../src/index.js";

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

describe("workload models", () => {
  const layers = ["exercise-1/all_reduce.txt", "exercise-3/vgg16.txt"].map((path) => ({
    npus: 4,
    workload: readWorkloadText(example(path).text, path),
  }));
  const suites = [
    workloadConformance(layersModel, {
      examples: layers,
      options: { passes: 2 },
      trainingLoops: builtInLoops,
    }),
    workloadConformance(graphModel, { examples: [{ npus: 2, workload: pair }] }),
    workloadConformance(graphModel, {
      examples: [{ npus: 2, workload: pair }],
      options: { passes: 3, communicationSlots: 2 },
    }),
    workloadConformance(collectiveModel, {
      examples: [{ npus: 4, workload: { kind: "collective", collective: "all-gather", bytes: 4096 } }],
    }),
  ];
  for (const { subject, checks } of suites)
    describe(subject, () => {
      for (const { name, run } of checks) it(name, run);
    });
});
