import {
  createRegistry,
  createTopology,
  type Experiment,
  type GraphNodeWork,
  type GraphWorkload,
  simulate,
} from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { backendEndToEndCsv, comparisonTable, explain, linkTable, measuresOf } from "@astra-ts/report";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import { describe, expect, it } from "vitest";

const registry = createRegistry([workloadLayer, systemLayer, analyticalNetworks]);

/** Ten NPUs send 500 kB to an eleventh, each after computing for 1 us: it receives the last of them 10 x 160 us later. */
const incast: GraphWorkload = {
  kind: "graph",
  ranks: Array.from({ length: 11 }, (_, rank): GraphNodeWork[] =>
    rank < 10
      ? [
          { id: 0, kind: "compute", duration: 1000, after: [] },
          { id: 1, kind: "send", to: 10, tag: 0, bytes: 500_000, after: [0] },
        ]
      : Array.from({ length: 10 }, (_, from) => {
          return { id: from, kind: "receive", from, tag: 0, bytes: 500_000, after: [] };
        }),
  ),
};

/** All gather; then ranks 4 to 7 reduce among themselves. */
const subgroup: GraphWorkload = {
  kind: "graph",
  ranks: Array.from({ length: 8 }, (_, rank): GraphNodeWork[] => [
    { id: 0, kind: "collective", collective: "all-gather", bytes: 1024, after: [] },
    ...(rank < 4
      ? []
      : [
          {
            id: 1,
            kind: "collective" as const,
            collective: "all-reduce" as const,
            bytes: 1024,
            group: [4, 5, 6, 7],
            after: [0],
          },
        ]),
  ]),
};

const run = (workload: GraphWorkload, shape: string, bandwidth: number, more: Partial<Experiment> = {}) =>
  simulate(
    {
      name: "unlike ends",
      topology: createTopology([{ shape, npus: workload.ranks.length, bandwidth, latency: 1000 }]),
      network: { name: "analytical-congestion" },
      workload,
      ...more,
    },
    registry,
  );

describe("the time of a run whose NPUs end at different times", () => {
  it("is that of the last NPU, which is named, with its compute and exposed communication", async () => {
    const { time, npuFinish, npuCompute, seenFrom } = await run(incast, "switch", 3.125);
    // The last sender hears of the arrival when the receiver does, and is the lowest of the two that end last.
    expect(time).toEqual({ total: 1_763_000, npu: 9, compute: 1000, exposedCommunication: 1_762_000 });
    expect(npuFinish.indexOf(Math.max(...npuFinish))).toBe(9);
    expect([npuFinish[0], npuCompute?.[0], npuCompute?.[10]]).toEqual([323_000, 1000, 0]);
    expect(seenFrom).toBe(9);
  });

  it("is the only clock: nothing is busy for longer than the run", async () => {
    const result = await run(incast, "switch", 3.125);
    const { columns, rows } = linkTable(result.networkReport.links ?? [], result.time.total);
    const utilization = columns.findIndex(({ key }) => key === "utilization");
    const busy = rows.map((row) => row[utilization] as number);
    expect(Math.max(...busy)).toBeGreaterThan(0.85);
    expect(Math.max(...busy)).toBeLessThanOrEqual(1);
    expect(measuresOf(result).total_ns).toBe(1_763_000);
    expect(comparisonTable([{ label: "a", result }]).rows[0]?.[2]).toBe(1_763_000);
    expect(explain(result).headline).toContain("1.763 ms");
  });

  it("leaves ASTRA-sim's files with the times of NPU 0", async () => {
    const place = { runName: "run", totalStatRows: 1, statRow: 0 };
    const [, row] = backendEndToEndCsv(await run(incast, "switch", 3.125), place).split("\n");
    expect(row?.split(",").slice(1, 4)).toEqual(["323.000000", "1.000000", "322.000000"]);
  });

  it("sees layers and dimensions from the last NPU where that is observed", async () => {
    const all = await run(subgroup, "ring", 50);
    expect(all).toMatchObject({ time: { npu: 4 }, seenFrom: 4, layers: [{ collectives: 2 }] });
    expect(all.npu0?.layers).toMatchObject([{ collectives: 1 }]);
    expect(all.systemReport.dimensions[0]?.activity.at(-1)).toBe(all.time.total);
    const some = await run(subgroup, "ring", 50, { timeline: { ranks: [6] } });
    expect(some).toMatchObject({ time: { npu: 4 }, seenFrom: 6, timeline: { ranks: [0, 6] } });
    expect(some.time).toEqual(all.time);
    const first = await run(subgroup, "ring", 50, { timeline: { ranks: 1 } });
    expect(first).toMatchObject({ time: all.time, seenFrom: 0, layers: [{ collectives: 1 }] });
  });
});
