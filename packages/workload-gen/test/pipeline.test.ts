import type { GraphWorkload } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findModel,
  fixed,
  generateWorkload,
  overrideModel,
  type Parallelism,
  pipelineSchedule,
} from "../src/index.js";
import { listSchedule } from "./list-schedule.js";
import { optionsOf } from "./options-of.js";

/** Every block takes the same time; embedding and head take none, so that stages are equal. */
const balanced = fixed.create(optionsOf(fixed, { time: 1000, times: { embedding: 0, head: 0 } }));

function pipeline(parallelism: Partial<Parallelism>, layers = 12): GraphWorkload {
  const model = overrideModel(findModel("gpt3-125m"), { layers });
  const { workload } = generateWorkload({
    model,
    parallelism,
    sequence: 96,
    compute: balanced,
    format: "graph",
  });
  return workload as GraphWorkload;
}

describe("pipeline schedules", () => {
  it("run as many forward passes ahead as there are stages behind, then one forward, one backward", () => {
    const text = (kind: "1f1b" | "gpipe", stage: number) =>
      pipelineSchedule(kind, 3, stage, 4)
        .map(({ direction, microbatch }) => `${direction === "forward" ? "F" : "B"}${microbatch}`)
        .join(" ");
    expect(text("1f1b", 0)).toBe("F0 F1 F2 B0 F3 B1 B2 B3");
    expect(text("1f1b", 1)).toBe("F0 F1 B0 F2 B1 F3 B2 B3");
    expect(text("1f1b", 2)).toBe("F0 B0 F1 B1 F2 B2 F3 B3");
    expect(text("gpipe", 1)).toBe("F0 F1 F2 F3 B3 B2 B1 B0");
  });

  // Narayanan et al., arXiv:2104.04473, section 2.2: (p - 1)/m of the ideal time is added, which is (p - 1)/(m + p - 1) of the whole.
  it.each([
    [2, 4, "1f1b"],
    [4, 8, "1f1b"],
    [4, 3, "1f1b"],
    [6, 12, "1f1b"],
    [4, 8, "gpipe"],
    [3, 2, "gpipe"],
  ] as const)(
    "leave %i stages with %i microbatches (%s) idle for (stages - 1)/(microbatches + stages - 1)",
    (stages, microbatches, schedule) => {
      const { finish, busy } = listSchedule(pipeline({ pipeline: stages, microbatches, schedule, data: 2 }));
      for (const time of busy) {
        expect(1 - time / finish).toBeCloseTo((stages - 1) / (microbatches + stages - 1), 12);
      }
    },
  );

  it("run every combination of degrees without a standstill, all members of a group agreeing", () => {
    const degrees = fc.record({
      tensor: fc.constantFrom(1, 2, 3),
      data: fc.constantFrom(1, 2, 4),
      pipeline: fc.constantFrom(1, 2, 3),
      microbatches: fc.integer({ min: 1, max: 4 }),
      sequence: fc.boolean(),
      fullySharded: fc.boolean(),
      schedule: fc.constantFrom("1f1b" as const, "gpipe" as const),
      checkpointing: fc.constantFrom("none" as const, "selective" as const, "full" as const),
    });
    fc.assert(
      fc.property(degrees, (parallelism) => {
        const workload = pipeline(parallelism, 6);
        const { tensor, data, pipeline: stages } = parallelism;
        expect(workload.ranks).toHaveLength(tensor * data * stages);
        expect(new Set(workload.ranks).size).toBe(stages);
        const { finish, busy } = listSchedule(workload);
        expect(finish).toBeGreaterThanOrEqual(Math.max(...busy));
      }),
      { numRuns: 60 },
    );
  });

  it("stays small: 512 NPUs share four programs", () => {
    const parallelism = { tensor: 8, pipeline: 4, data: 16, microbatches: 8 };
    const { workload } = generateWorkload({ model: findModel("gpt3"), parallelism, compute: balanced });
    const { ranks } = workload as GraphWorkload;
    expect(ranks).toHaveLength(512);
    expect(new Set(ranks).size).toBe(4);
    expect(ranks[0]!.length).toBeLessThan(5000);
  });
});
