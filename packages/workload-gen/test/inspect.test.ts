import type { GraphWorkload, LayerWorkload } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { findModel, fixed, generateWorkload, inspectWorkload, overrideModel } from "../src/index.js";
import { optionsOf } from "./options-of.js";

const compute = fixed.create(optionsOf(fixed, { time: 100 }));

describe("inspection of a workload", () => {
  it("adds up a table of layers by phase and lists its largest collectives first", () => {
    const pass = (time: number, bytes: number) =>
      ({ compute: time, communication: bytes === 0 ? null : "all-reduce", bytes }) as const;
    const workload: LayerWorkload = {
      kind: "layers",
      trainingLoop: "DATA",
      layers: [
        {
          name: "a",
          forward: pass(1, 0),
          inputGradient: pass(2, 0),
          weightGradient: pass(3, 10),
          updateTime: 1,
        },
        {
          name: "b",
          forward: pass(4, 0),
          inputGradient: pass(5, 0),
          weightGradient: pass(5, 30),
          updateTime: 1,
        },
      ],
    };
    const { programs, trainingLoop, size } = inspectWorkload(workload);
    expect({ trainingLoop, size }).toEqual({ trainingLoop: "DATA", size: 2 });
    expect(programs).toHaveLength(1);
    expect(programs[0]).toMatchObject({ npus: "all NPUs", compute: 20, bytes: 40, computePerByte: 0.5 });
    expect(programs[0]!.phases).toEqual([
      { phase: "forward", compute: 5, collectives: 0, bytes: 0 },
      { phase: "input-gradient", compute: 7, collectives: 0, bytes: 0 },
      { phase: "weight-gradient", compute: 8, collectives: 2, bytes: 40 },
    ]);
    expect(programs[0]!.collectives.map(({ bytes, where }) => [bytes, where])).toEqual([
      [30, "b, weight-gradient"],
      [10, "a, weight-gradient"],
    ]);
  });

  it("takes the programs of a graph apart by stage and phase", () => {
    const model = overrideModel(findModel("gpt3-125m"), { layers: 4 });
    const parallelism = { pipeline: 2, tensor: 2, microbatches: 3, checkpointing: "full" } as const;
    const { workload } = generateWorkload({ model, parallelism, sequence: 64, compute });
    const inspection = inspectWorkload(workload as GraphWorkload);
    expect(inspection).toMatchObject({ kind: "graph", npus: 4 });
    const [first, last] = inspection.programs;
    expect([first!.npus, last!.npus]).toEqual(["NPUs 0-1", "NPUs 2-3"]);
    const phases = new Map(first!.phases.map(({ phase, ...sums }) => [phase, sums]));
    expect([...phases.keys()].sort()).toEqual(
      ["forward", "gradients", "input-gradient", "pipeline", "recomputation", "weight-gradient"].sort(),
    );
    expect(phases.get("pipeline")).toEqual({ compute: 0, collectives: 3, bytes: 3 * 64 * 768 * 2 });
    expect(first!.rows.map(({ name }) => name)).toContain("block 1 attention again");
    expect(first!.collectives[0]!.bytes).toBeGreaterThanOrEqual(first!.collectives.at(-1)!.bytes);
  });

  it("knows a lone collective", () => {
    const { programs } = inspectWorkload({ kind: "collective", collective: "all-to-all", bytes: 8 });
    expect(programs[0]).toMatchObject({ bytes: 8, computePerByte: 0 });
  });
});
