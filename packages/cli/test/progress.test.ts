import { createTopology, Run, type Workload } from "@astra-ts/core";
import { findModel, fixed, generateWorkload, overrideModel } from "@astra-ts/workload-gen";
import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const registry = createDefaultRegistry();
const model = overrideModel(findModel("gpt3-125m"), { layers: 4 });
const compute = fixed.create({ time: 1000, times: {} });
const generated = (parallelism: object) =>
  generateWorkload({ model, compute, sequence: 64, parallelism }).workload;

const workloads: readonly (readonly [string, Workload, object])[] = [
  ["one collective", { kind: "collective", collective: "all-reduce", bytes: 2 ** 20 }, {}],
  ["one collective, twice", { kind: "collective", collective: "all-gather", bytes: 2 ** 16 }, { passes: 2 }],
  ["a table of layers", generated({ data: 8 }), { passes: 3 }],
  ["a pipeline", generated({ data: 2, pipeline: 4, microbatches: 4 }), {}],
];

/** The share that is done after each 20 events. */
function shares(workload: Workload, workloadOptions: object, network: string, algorithm: string): number[] {
  const topology = createTopology([{ shape: "switch", npus: 8, bandwidth: 50, latency: 500, links: 1 }]);
  const options = { allReduceImplementation: [algorithm], preferredDatasetSplits: 2 };
  const system = { name: "astra", options };
  const run = new Run(
    { name: "progress", topology, network: { name: network }, system, workload, workloadOptions },
    registry,
  );
  const seen: number[] = [];
  while (!run.advance(20)) seen.push(run.share()!);
  run.close();
  return [...seen, run.share()!];
}

describe("the share of a run that is done", () => {
  it.each(workloads)("of %s grows from nothing to all", (_, workload, options) => {
    for (const network of ["analytical", "analytical-congestion"]) {
      for (const algorithm of ["ring", "doubleBinaryTree"]) {
        const seen = shares(workload, options, network, algorithm);
        expect(seen.length, network).toBeGreaterThan(2);
        expect(seen[0]).toBeLessThan(0.75);
        expect(seen.at(-1)).toBe(1);
        seen.forEach((share, index) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
          // A collective that is issued late adds to what is expected.
          expect(share).toBeGreaterThan((seen[index - 1] ?? 0) - 0.15);
        });
      }
    }
  });
});
