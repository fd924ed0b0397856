import { createRegistry, createTopology, type DimensionInput, simulate } from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const registry = createRegistry([workloadLayer, systemLayer, analyticalNetworks]);

const line = (shape: string, npus: number, more: Partial<DimensionInput> = {}): DimensionInput => {
  return { shape, npus, bandwidth: 50, latency: 100, ...more };
};
const anyLine = fc.oneof(
  fc
    .tuple(fc.constantFrom("ring", "fully-connected", "switch", "mesh"), fc.constantFrom(2, 3, 4, 5, 8))
    .map(([shape, npus]) => line(shape, npus)),
  fc.constantFrom(
    line("hypercube", 8),
    line("leaf-spine", 6, { leaves: 3, spines: 2 }),
    line("leaf-spine", 8, { leaves: 2, spines: 1, uplinkBandwidth: 25, uplinkLatency: 300 }),
  ),
);
const anyRun = fc.record({
  dimensions: fc.array(anyLine, { minLength: 1, maxLength: 2 }),
  collective: fc.constantFrom("all-reduce", "all-gather", "reduce-scatter", "all-to-all"),
  algorithm: fc.constantFrom("ring", "direct", "direct2", "halvingDoubling", "doubleBinaryTree"),
  bytes: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 3000, max: 4_000_000 })),
  chunks: fc.integer({ min: 1, max: 5 }),
  active: fc.integer({ min: 1, max: 3 }),
  rules: fc.constantFrom({}, { phaseBarrier: false, chunkRounding: "full-chunks" }),
});

describe("the bound, over random machines, collectives and algorithms", () => {
  it("is never above what the congestion-aware model finds", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        anyRun,
        async ({ dimensions, collective, algorithm, bytes, chunks, active, rules }) => {
          const isPowerOfTwo = dimensions.every(({ npus }) => Number.isInteger(Math.log2(npus)));
          if (algorithm === "halvingDoubling" && (!isPowerOfTwo || collective === "all-to-all")) return;
          if (algorithm === "doubleBinaryTree" && (!isPowerOfTwo || collective !== "all-reduce")) return;
          const implementation = dimensions.map(() => algorithm);
          const { bound } = await simulate(
            {
              name: "random",
              topology: createTopology(dimensions),
              network: { name: "analytical-congestion" },
              system: {
                name: "astra",
                options: {
                  ...rules,
                  preferredDatasetSplits: chunks,
                  activeChunksPerDimension: active,
                  allReduceImplementation: implementation,
                  allGatherImplementation: implementation,
                  reduceScatterImplementation: implementation,
                  allToAllImplementation: implementation,
                },
              },
              workload: { kind: "collective", collective, bytes },
            },
            registry,
          );
          runs++;
          expect(bound).toMatchObject({ below: false, notes: [] });
        },
      ),
      { numRuns: 150 },
    );
    expect(runs).toBeGreaterThan(50);
  });

  it("flags the formula where 63 sends share a port, and not the queues", async () => {
    const run = (network: string, options: object) =>
      simulate(
        {
          name: "showcase",
          topology: createTopology([line("switch", 64)]),
          network: { name: network, options },
          system: { name: "astra", options: { allReduceImplementation: ["direct"] } },
          workload: { kind: "collective", collective: "all-reduce", bytes: 2 ** 24 },
        },
        registry,
      );
    const formula = await run("analytical", { rules: "astra-sim-2" });
    expect(formula.bound).toMatchObject({ below: true, limitedBy: "ports" });
    expect(formula.warnings.join()).toContain("ignores that messages share links");
    expect((await run("analytical-congestion", {})).bound?.below).toBe(false);
  });
});
