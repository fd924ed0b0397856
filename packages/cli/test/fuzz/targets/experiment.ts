import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "@astra-ts/core";
import { stringify } from "yaml";
import { buildExperiment } from "../../../src/experiment/build.js";
import { findProblems } from "../../../src/experiment/find-problems.js";
import { documentOf, type LoadedExperiment, loadExperiment } from "../../../src/experiment/load.js";
import { networkChoices } from "../../../src/experiment/network-choices.js";
import { parseOverride } from "../../../src/experiment/set-override.js";
import { createDefaultRegistry } from "../../../src/plugins/builtin-plugins.js";
import { axesOf, withVary } from "../../../src/sweep/axes.js";
import { checkPoints, sweepSections } from "../../../src/sweep/check-points.js";
import { changed, pointsOf } from "../../../src/sweep/points.js";
import { mutateData } from "../support/mutate-data.js";
import { mutateText } from "../support/mutate-text.js";
import { oddNumbers, oddWords, pick } from "../support/odd-values.js";
import { experiments, networkJson, systemTexts, workloadTexts } from "../support/seeds.js";
import { simulateSmall } from "../support/simulate-small.js";
import type { Target } from "../support/target.js";

const registry = createDefaultRegistry();
const paths = [
  "topology.0.npus",
  "topology.0.bandwidth",
  "topology.0.latency",
  "topology.dimensions.1.npus",
  "topology",
  "system.preferredDatasetSplits",
  "system.allReduceImplementation",
  "system",
  "workload.size",
  "workload.layers.0.forward.compute",
  "workload.passes",
  "workload",
  "network",
  "networks.1",
  "seed",
  "name",
  "sweep.grid.x",
  "variants.a",
];

function files(folder: string, experiment: string): string {
  const file = join(folder, "experiment.yaml");
  writeFileSync(join(folder, "base.yaml"), "seed: 4\nsystem: {endpointDelay: 3}\n");
  writeFileSync(join(folder, "network.json"), networkJson[0]!);
  writeFileSync(join(folder, "system.txt"), systemTexts[0]!);
  writeFileSync(join(folder, "workload.txt"), workloadTexts[0]!);
  writeFileSync(file, experiment);
  return file;
}

/** What `validate`, `sweep --list` and `run` do with an experiment. */
async function use(loaded: LoadedExperiment): Promise<void> {
  const document = (() => {
    try {
      return documentOf(loaded);
    } catch (error) {
      const problems = findProblems(loaded, registry);
      if (problems.length === 0) throw new Error("validate finds nothing wrong with it", { cause: error });
      for (const problem of problems) if (problem.message === "") throw new Error("a problem without words");
      throw error;
    }
  })();
  const [choice] = networkChoices(document);
  const { experiment } = buildExperiment(loaded, registry, choice);
  // Looks at each backend by building it, which only small machines should pay for.
  if (experiment.topology.npus <= 64) findProblems(loaded, registry);
  if (document.sweep !== undefined) sweepPoints(loaded, []);
  await simulateSmall(experiment, registry);
}

function sweepPoints(loaded: LoadedExperiment, vary: readonly string[]): void {
  let axes = axesOf(sweepSections(loaded).sweep ?? {});
  for (const text of vary) axes = withVary(axes, text);
  const points = pointsOf(loaded.raw, axes);
  checkPoints(loaded, points.slice(0, 5), registry);
  for (const { changes } of points.slice(0, 5)) changed(loaded.raw, changes);
}

function setting(random: Random): string {
  const value = pick(random, random.next() < 0.5 ? oddNumbers : oddWords);
  const path = random.next() < 0.8 ? pick(random, paths) : mutateText(pick(random, paths), "a.b", random);
  return random.next() < 0.9 ? `${path}=${value}` : mutateText(`${path}=${value}`, "a=b", random);
}

export const experimentTargets: readonly Target[] = [
  {
    name: "experiment",
    input: (random) => {
      const seed = pick(random, experiments);
      const text = (value: unknown): string =>
        random.next() < 0.7 ? yamlOf(value) : JSON.stringify(value, null, 2);
      return random.next() < 0.6
        ? text(mutateData(seed, random))
        : mutateText(text(seed), text(pick(random, experiments)), random);
    },
    read: async (input, folder) => use(loadExperiment(files(folder, input))),
  },
  {
    name: "included experiment",
    input: (random) =>
      random.next() < 0.5
        ? mutateText("include: [base.yaml, experiment.yaml]\nseed: 1\n", "include: missing.yaml", random)
        : mutateText(yamlOf(pick(random, experiments)), "include: included.yaml\n", random),
    read: async (input, folder) => {
      writeFileSync(join(folder, "included.yaml"), input);
      const own = JSON.stringify({
        include: "included.yaml",
        workload: { collective: "all-reduce", size: 64 },
      });
      await use(loadExperiment(files(folder, own)));
    },
  },
  {
    name: "--set",
    input: (random) =>
      JSON.stringify({
        experiment: random.integer(experiments.length),
        set: Array.from({ length: 1 + random.integer(2) }, () => setting(random)),
      }),
    read: async (input, folder) => {
      const { experiment, set } = JSON.parse(input) as { experiment: number; set: string[] };
      await use(
        loadExperiment(files(folder, JSON.stringify(experiments[experiment])), set.map(parseOverride)),
      );
    },
  },
  {
    name: "--vary",
    input: (random) =>
      JSON.stringify({
        experiment: random.integer(experiments.length),
        vary: Array.from({ length: 1 + random.integer(2) }, () => {
          const values = Array.from({ length: random.integer(3) }, () => `,${pick(random, oddNumbers)}`);
          return `${random.next() < 0.2 ? "size=1KiB" : setting(random)}${values.join("")}`;
        }),
      }),
    read: (input, folder) => {
      const { experiment, vary } = JSON.parse(input) as { experiment: number; vary: string[] };
      sweepPoints(loadExperiment(files(folder, JSON.stringify(experiments[experiment]))), vary);
    },
  },
];

/** YAML where it can say the value; a list nested a thousand deep is said in JSON. */
function yamlOf(value: unknown): string {
  try {
    return stringify(value, { aliasDuplicateObjects: false });
  } catch {
    return JSON.stringify(value) ?? "";
  }
}
