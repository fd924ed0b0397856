import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTopology, type Result, simulate } from "@astra-ts/core";
import { readNetworkJson } from "@astra-ts/net-analytical";
import { astraSimFiles } from "@astra-ts/report";
import { readSystemText } from "@astra-ts/system";
import { readWorkloadText } from "@astra-ts/workload";
import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const registry = createDefaultRegistry();
const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));
const recorded = fileURLToPath(new URL("../fixtures/astra1-exercises/", import.meta.url));

interface Run {
  /** Name of the run, as in the tutorial's script. */
  readonly name: string;
  readonly network: string;
  readonly system: string;
  readonly workload: string;
  readonly passes?: number;
  readonly computeScale?: number;
  readonly communicationScale?: number;
}

function run(exercise: string, { name, network, system, workload, passes, ...scales }: Run): Promise<Result> {
  const read = (file: string): string => readFileSync(`${examples}${exercise}/${file}`, "utf8");
  const experiment = {
    name,
    topology: createTopology(readNetworkJson(read(network), network).dimensions),
    network: { name: "analytical" },
    system: { name: "astra", options: readSystemText(read(system), system).options },
    workload: readWorkloadText(read(workload), workload),
    workloadOptions: { passes, ...scales },
  };
  return simulate(experiment, registry);
}

/** Writes the files of all runs, each over what the ones before left, and compares them with the recorded ones that the project keeps. */
async function expectFiles(folder: string, exercise: string, runs: readonly Run[]): Promise<void> {
  const written = new Map<string, string>();
  for (const [statRow, each] of runs.entries()) {
    const result = await run(exercise, each);
    const place = { runName: each.name, totalStatRows: runs.length, statRow };
    for (const [file, text] of astraSimFiles(result, place, true, (name) => written.get(name))) {
      written.set(file, text);
    }
  }
  const files = readdirSync(recorded + folder);
  expect(files.length).toBeGreaterThanOrEqual(5);
  for (const file of files) {
    expect(written.get(file), file).toBe(readFileSync(`${recorded}${folder}/${file}`, "utf8"));
  }
}

/** The recorded files stand in the fixtures without the original's padding: empty cells at the ends of rows and empty rows at the end. */
describe("the tutorial's exercises write the original's CSV files", () => {
  const ring = { network: "ring.json", system: "ring.txt", workload: "all_reduce.txt" };

  it("exercise 1", () => expectFiles("exercise-1", "exercise-1", [{ name: "Exercise 1", ...ring }]));

  it("exercise 2, sizes", () =>
    expectFiles(
      "exercise-2/part-1",
      "exercise-2",
      Array.from({ length: 11 }, (_, power) => ({
        name: String(2 ** power),
        ...ring,
        communicationScale: 2 ** power,
      })),
    ));

  it("exercise 2, topologies", () =>
    expectFiles(
      "exercise-2/part-2",
      "exercise-2",
      ["Ring", "Switch", "FullyConnected"].map((name) => ({
        name,
        network: `${name.toLowerCase()}.json`,
        system: `${name.toLowerCase()}.txt`,
        workload: "all_reduce.txt",
        communicationScale: 1024,
      })),
    ));

  const systems = (workload: string, label: string): Run[] => [
    {
      name: `DGX2-${label}`,
      network: "dgx2.json",
      system: "dgx2.txt",
      workload,
      computeScale: 0.41,
    },
    { name: `TPU-${label}`, network: "tpu.json", system: "tpu.txt", workload },
  ];

  it("exercise 3, VGG-16", () =>
    expectFiles("exercise-3/part-1", "exercise-3", systems("vgg16.txt", "VGG16")));

  it("exercise 3, GPT-3", () => expectFiles("exercise-3/part-2", "exercise-3", systems("gpt3.txt", "GPT3")));

  it.each(["vanilla", "reorder"])("exercise 4, %s", (order) =>
    expectFiles(`exercise-4/${order}`, "exercise-4", [
      {
        name: `exercise_4_${order}`,
        network: "sample_Torus3D.json",
        system: "sample_torus_sys.txt",
        workload: `exercise_4_${order}.txt`,
        passes: 20,
      },
    ]),
  );
});
